from ministack.services import stepfunctions


def unknown_names(value, shape, path=''):
    """Names that the SDK integration doesn't know: it has those of the SDK for Java, in PascalCase, whatever the API itself has."""
    if shape.type_name == 'structure' and isinstance(value, dict) and not getattr(shape, 'is_document_type', False):
        members = {stepfunctions._api_name_to_sfn_key(name): member for name, member in shape.members.items()}
        for (owner, name), member in stepfunctions._SDK_PARAM_NAME_OVERRIDES.items():
            if owner == shape.name:
                members.pop(stepfunctions._api_name_to_sfn_key(member))
                members[name] = shape.members[member]
        for key, inner in value.items():
            if key not in members:
                yield f'{path}{key}'
            else:
                yield from unknown_names(inner, members[key], f'{path}{key}.')
    elif shape.type_name == 'list' and isinstance(value, list):
        for inner in value:
            yield from unknown_names(inner, shape.member, path)
    elif shape.type_name == 'map' and isinstance(value, dict):
        for key, inner in value.items():
            yield from unknown_names(inner, shape.value, f'{path}{key}.')
