import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.event.ruler.Machine;

/**
 * Matches events against EventBridge rules.
 *
 * <p>Reads {"rules": {"name": "pattern"}, "events": ["event"]} from the first file, where patterns and events are JSON in
 * strings, and writes the names of the rules that match each event to the second.
 */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode input = mapper.readTree(new File(arguments[0]));
    Machine machine = new Machine();
    List<String> names = new ArrayList<>();
    for (Iterator<Map.Entry<String, JsonNode>> rules = input.get("rules").fields(); rules.hasNext();) {
      Map.Entry<String, JsonNode> rule = rules.next();
      try {
        machine.addRule(rule.getKey(), rule.getValue().textValue());
      } catch (Exception invalid) {
        throw new IllegalArgumentException("rule '" + rule.getKey() + "' is not a valid pattern: " + invalid.getMessage(), invalid);
      }
      names.add(rule.getKey());
    }
    List<List<String>> output = new ArrayList<>();
    for (JsonNode event : input.get("events")) {
      Set<String> matching = new HashSet<>(machine.rulesForJSONEvent(event.textValue()));
      // In the order in which the rules were given, because the machine has none.
      output.add(names.stream().filter(matching::contains).toList());
    }
    mapper.writeValue(new File(arguments[1]), output);
  }
}
