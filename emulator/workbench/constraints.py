import re


def violations(value, shape, path=''):
    """What a service refuses by its own model: lengths, patterns and enumerations, which neither the SDK nor the emulator looks at."""
    if shape.type_name == 'structure':
        for name, member in shape.members.items():
            if isinstance(value, dict) and value.get(name) is not None:
                yield from violations(value[name], member, f'{path}.{name}'.lstrip('.'))
    elif shape.type_name == 'list' and isinstance(value, list):
        yield from _length(value, shape, path)
        for index, item in enumerate(value):
            yield from violations(item, shape.member, f'{path}[{index}]')
    elif shape.type_name == 'map' and isinstance(value, dict):
        for key, item in value.items():
            yield from violations(item, shape.value, f'{path}.{key}')
    elif shape.type_name == 'string' and isinstance(value, str):
        yield from _length(value, shape, path)
        yield from _text(value, shape, path)


def _length(value, shape, path):
    least, most = shape.metadata.get('min', 0), shape.metadata.get('max')
    if len(value) < least or (most is not None and len(value) > most):
        yield f"Value at '{path}' failed to satisfy constraint: Member must have length between {least} and {most}"


def _text(value, shape, path):
    enumeration, pattern = shape.metadata.get('enum'), shape.metadata.get('pattern')
    if enumeration and value not in enumeration:
        yield f"Value at '{path}' failed to satisfy constraint: Member must satisfy enum value set: {enumeration}"
    if not pattern:
        return
    try:
        matches = re.fullmatch(pattern, value)
    except re.error:
        # A pattern in Java's dialect that Python doesn't understand.
        return
    if not matches:
        yield f"Value at '{path}' failed to satisfy constraint: Member must satisfy regular expression pattern: {pattern}"
