package io.tidemark.model;

import io.tidemark.model.Expression.Comparison;
import io.tidemark.model.Expression.Logical;
import io.tidemark.model.Expression.Numeric;
import io.tidemark.model.Expression.Text;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads an expression over the fields of a reading, by recursive descent:
 *
 * <pre>
 * logical    = conjunction { "or" conjunction }
 * conjunction = negation { "and" negation }
 * negation   = "not" negation | comparison
 * comparison = sum ( "=" | "!=" | "&lt;" | "&lt;=" | "&gt;" | "&gt;=" ) sum
 *            | sum [ "not" ] "in" "(" sum { "," sum } ")"
 *            | "(" logical ")"
 * sum        = product { ( "+" | "-" ) product }
 * product    = factor { ( "*" | "/" ) factor }
 * factor     = number | 'text' | field | "-" factor | "(" sum ")"
 *            | ( "floor" | "abs" ) "(" sum ")"
 * </pre>
 */
final class ExpressionParser {
  /** What is wrong with an expression: what was expected and what was found. */
  static final class Wrong extends Exception {
    private static final long serialVersionUID = 1L;

    private final String found;

    Wrong(String expected, String found) {
      super(expected, null, false, false);
      this.found = found;
    }

    String found() {
      return found;
    }
  }

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<number>\\d+(?:\\.\\d+)?)|(?<name>[a-zA-Z][a-zA-Z0-9_]*)"
              + "|(?<text>'(?:[^']|'')*')|(?<sign><=|>=|!=|<>|==|[-+*/()=<>,]))");

  private static final Map<String, Comparison> COMPARISONS =
      Map.of(
          "=", Comparison.EQUAL,
          "==", Comparison.EQUAL,
          "!=", Comparison.NOT_EQUAL,
          "<>", Comparison.NOT_EQUAL,
          "<", Comparison.LESS,
          "<=", Comparison.LESS_OR_EQUAL,
          ">", Comparison.GREATER,
          ">=", Comparison.GREATER_OR_EQUAL);

  /** Beyond it, one more multiplication leaves no room in 64 bits. */
  private static final int MAX_SCALE = 18;

  /** What a division adds to the places of its dividend, as an average does. */
  private static final int MORE_PLACES = 4;

  private static final int DEEPEST = 100;
  private static final String END = "the end";

  private final List<Field> fields;
  private final List<String> tokens = new ArrayList<>();
  private int next;
  private int depth;

  /**
   * @param fields those that it may name, at their places in the reading
   */
  private ExpressionParser(String text, List<Field> fields) throws Wrong {
    this.fields = fields;
    Matcher token = TOKEN.matcher(text);
    int at = 0;
    String rest = text.stripTrailing();
    while (at < rest.length()) {
      if (!token.find(at) || token.start() != at) {
        throw new Wrong(
            "an expression of fields, numbers, 'texts' and operators",
            "'" + rest.substring(at).strip() + "'");
      }
      tokens.add(token.group().strip());
      at = token.end();
    }
  }

  /** Reads a number. */
  static Numeric numeric(String text, List<Field> fields) throws Wrong {
    ExpressionParser parser = new ExpressionParser(text, fields);
    Numeric number = parser.number(parser.sum());
    parser.end();
    return number;
  }

  /** Reads a condition. */
  static Logical logical(String text, List<Field> fields) throws Wrong {
    ExpressionParser parser = new ExpressionParser(text, fields);
    Logical condition = parser.condition(parser.disjunction());
    parser.end();
    return condition;
  }

  private Expression disjunction() throws Wrong {
    Expression first = conjunction();
    if (!is("or")) {
      return first;
    }
    List<Logical> parts = new ArrayList<>(List.of(condition(first)));
    while (take("or")) {
      parts.add(condition(conjunction()));
    }
    return new Expression.Any(parts);
  }

  private Expression conjunction() throws Wrong {
    Expression first = negation();
    if (!is("and")) {
      return first;
    }
    List<Logical> parts = new ArrayList<>(List.of(condition(first)));
    while (take("and")) {
      parts.add(condition(negation()));
    }
    return new Expression.All(parts);
  }

  private Expression negation() throws Wrong {
    deeper();
    Expression part = take("not") ? new Expression.Not(condition(negation())) : comparison();
    depth--;
    return part;
  }

  private Expression comparison() throws Wrong {
    Expression one = sum();
    Comparison comparison = COMPARISONS.get(peek());
    if (comparison != null) {
      next++;
      return compare(one, comparison, sum());
    }
    boolean not = is("not");
    if (not && next + 1 < tokens.size() && tokens.get(next + 1).equals("in")) {
      next++;
    }
    if (!take("in")) {
      return one;
    }
    require("(");
    List<Logical> parts = new ArrayList<>();
    do {
      parts.add(compare(one, Comparison.EQUAL, sum()));
    } while (take(","));
    require(")");
    Logical any = new Expression.Any(parts);
    return not ? new Expression.Not(any) : any;
  }

  private Logical compare(Expression one, Comparison comparison, Expression other) throws Wrong {
    if (one instanceof Text text && other instanceof Text another) {
      return new Expression.Texts(text, comparison, another);
    }
    Numeric number = number(one);
    Numeric another = number(other);
    int scale = Math.max(number.scale(), another.scale());
    return new Expression.Numbers(
        Expression.Rescaled.of(number, scale), comparison, Expression.Rescaled.of(another, scale));
  }

  private Expression sum() throws Wrong {
    Expression sum = product();
    while (is("+") || is("-")) {
      boolean plus = tokens.get(next++).equals("+");
      Numeric one = number(sum);
      Numeric other = number(product());
      int scale = Math.max(one.scale(), other.scale());
      Numeric left = Expression.Rescaled.of(one, scale);
      Numeric right = Expression.Rescaled.of(other, scale);
      sum = plus ? new Expression.Sum(left, right) : new Expression.Difference(left, right);
    }
    return sum;
  }

  private Expression product() throws Wrong {
    Expression product = factor();
    while (is("*") || is("/")) {
      boolean times = tokens.get(next++).equals("*");
      Numeric one = number(product);
      Numeric other = number(factor());
      if (times && one.scale() + other.scale() > MAX_SCALE) {
        throw new Wrong(
            "products of " + MAX_SCALE + " decimal places at most",
            String.valueOf(one.scale() + other.scale()));
      }
      product =
          times
              ? new Expression.Product(one, other)
              : new Expression.Quotient(one, other, Math.min(one.scale() + MORE_PLACES, MAX_SCALE));
    }
    return product;
  }

  private Expression factor() throws Wrong {
    deeper();
    Expression factor = factorAt(peek());
    depth--;
    return factor;
  }

  private Expression factorAt(String token) throws Wrong {
    next++;
    if (token.equals("-")) {
      Numeric number = number(factor());
      return new Expression.Difference(new Expression.Constant(0, number.scale()), number);
    }
    if (token.equals("(")) {
      Expression inner = disjunction();
      require(")");
      return inner;
    }
    if ((token.equals("floor") || token.equals("abs")) && take("(")) {
      Numeric inner = number(sum());
      require(")");
      return token.equals("abs") ? new Expression.Absolute(inner) : Expression.Floor.of(inner);
    }
    char first = token.charAt(0);
    if (first == '\'' && !token.equals(END)) {
      String text = token.substring(1, token.length() - 1).replace("''", "'");
      return new Expression.Literal(text.getBytes(StandardCharsets.UTF_8));
    }
    if (Character.isDigit(first)) {
      return constant(token);
    }
    if (Character.isLetter(first) && next <= tokens.size()) {
      return field(token);
    }
    next--;
    throw new Wrong("a field, a number or a 'text'", found());
  }

  private static Numeric constant(String token) throws Wrong {
    BigDecimal number = new BigDecimal(token);
    if (number.scale() > MAX_SCALE) {
      throw new Wrong("a number of " + MAX_SCALE + " decimal places at most", token);
    }
    try {
      return new Expression.Constant(number.unscaledValue().longValueExact(), number.scale());
    } catch (ArithmeticException e) {
      throw new Wrong("a number of 64 bits", token);
    }
  }

  private Expression field(String name) throws Wrong {
    for (int place = 0; place < fields.size(); place++) {
      Field field = fields.get(place);
      if (field.name().equals(name)) {
        return switch (field.type()) {
          case INT, DECIMAL -> new Expression.NumberField(place, field.scale());
          case STRING -> new Expression.TextField(place);
          case TIMESTAMP ->
              throw new Wrong("a field of type int, decimal or string", "'" + name + "'");
        };
      }
    }
    throw new Wrong(
        "one of the fields " + String.join(", ", fields.stream().map(Field::name).toList()),
        "'" + name + "'");
  }

  private Numeric number(Expression expression) throws Wrong {
    if (expression instanceof Numeric number) {
      return number;
    }
    throw new Wrong("a number", describe(expression) + before());
  }

  private Logical condition(Expression expression) throws Wrong {
    if (expression instanceof Logical condition) {
      return condition;
    }
    throw new Wrong("a condition such as speed > 0", describe(expression) + before());
  }

  private static String describe(Expression expression) {
    return expression instanceof Numeric
        ? "a number"
        : expression instanceof Text ? "a text" : "a condition";
  }

  /** Where in the expression it is. */
  private String before() {
    return next < tokens.size() ? " before '" + tokens.get(next) + "'" : "";
  }

  private void deeper() throws Wrong {
    if (++depth > DEEPEST) {
      throw new Wrong("at most " + DEEPEST + " levels of brackets", "more");
    }
  }

  private String peek() {
    return next < tokens.size() ? tokens.get(next) : END;
  }

  private boolean is(String token) {
    return next < tokens.size() && tokens.get(next).equals(token);
  }

  private boolean take(String token) {
    boolean is = is(token);
    next += is ? 1 : 0;
    return is;
  }

  private void require(String token) throws Wrong {
    if (!take(token)) {
      throw new Wrong("'" + token + "'", found());
    }
  }

  private void end() throws Wrong {
    if (next < tokens.size()) {
      throw new Wrong("the end of the expression", found());
    }
  }

  private String found() {
    return next < tokens.size() ? "'" + tokens.get(next) + "'" : END;
  }
}
