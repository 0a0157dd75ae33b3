package io.tidemark.stack.secure;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.druid.DruidAnswer;
import io.tidemark.druid.DruidClient;
import java.util.List;
import java.util.stream.Stream;

/**
 * The users of a Druid with the extension <a
 * href="https://druid.apache.org/docs/33.0.0/development/extensions-core/druid-basic-security">druid-basic-security</a>,
 * each with a role of the same name. What is there already stays; passwords and rights are set.
 *
 * @param druid with the login of an administrator
 * @param prefix of the coordinator's paths: none at the coordinator itself
 */
public record DruidUsers(DruidClient druid, String prefix) {
  /** The prefix at the router. */
  public static final String AT_ROUTER = "/proxy/coordinator";

  private static final String API = "/druid-ext/basic-security/";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int EXISTS = 400;

  /** Who has a login of the project in Druid, without the administrator, whom Druid makes. */
  public static List<StackRole> roles() {
    return Stream.of(StackRole.values())
        .filter(role -> role != StackRole.ADMIN && role.usesDruid())
        .toList();
  }

  /**
   * Makes a user, or gives one that is there this password and the rights of the role.
   *
   * @throws io.tidemark.cli.UserError when Druid refuses
   */
  public void make(StackRole role, String password) {
    String user = "/users/" + role.user();
    String authentication = prefix + API + "authentication/db/" + DruidLogins.NAME + user;
    String authorization = prefix + API + "authorization/db/" + DruidLogins.NAME;
    String asRole = "/roles/" + role.user();
    create(authentication);
    create(authorization + user);
    create(authorization + asRole);
    druid.post(authorization + asRole + "/permissions", permissions(role)).body();
    create(authorization + user + asRole);
    // last: a user who can log in has all rights
    String credentials = JSON.createObjectNode().put("password", password).toString();
    druid.post(authentication + "/credentials", credentials).body();
  }

  /** Creates what may be there: Druid then answers 400 and says so. */
  private void create(String path) {
    DruidAnswer answer = druid.post(path, "");
    if (answer.status() != EXISTS || !answer.text().contains("already")) {
      answer.body();
    }
  }

  private static String permissions(StackRole role) {
    ArrayNode permissions = JSON.createArrayNode();
    for (Right right : role.inDruid()) {
      ObjectNode permission = permissions.addObject();
      permission.putObject("resource").put("type", right.type()).put("name", right.name());
      permission.put("action", right.action());
    }
    return permissions.toString();
  }
}
