package io.tidemark.model.yaml;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.FieldType;
import io.tidemark.model.expression.Condition;
import io.tidemark.model.expression.Condition.Comparison;
import io.tidemark.model.expression.Expression;
import io.tidemark.model.expression.Expression.Numeric;
import io.tidemark.model.expression.Expression.Text;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A recursive-descent parser of expressions over the fields of a reading:
 *
 * <pre>
 * logical    = conjunction { "or" conjunction }
 * conjunction = negation { "and" negation }
 * negation   = "not" negation | comparison
 * comparison = sum ( "=" | "!=" | "&lt;" | "&lt;=" | "&gt;" | "&gt;=" ) sum
 *            | sum [ "not" ] "in" "(" sum { "," sum } ")"
 *            | field "is" [ "not" ] "null"
 *            | "(" logical ")"
 * sum        = product { ( "+" | "-" ) product }
 * product    = factor { ( "*" | "/" ) factor }
 * factor     = number | 'text' | field | "-" factor | "(" sum ")"
 *            | ( "floor" | "abs" ) "(" sum ")"
 * </pre>
 */
public final class ExpressionParser {
  /** A syntax or type error in an expression: what was expected and what was found. */
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

  /** The largest scale; beyond it, a further multiplication does not fit 64 bits. */
  private static final int MAX_SCALE = 18;

  /** The decimal places that a division adds to its dividend, as an average does. */
  private static final int MORE_PLACES = 4;

  /**
   * The longest number: no 64-bit number has more characters at any scale, except for leading
   * zeros.
   */
  private static final int LONGEST_NUMBER = 40;

  /**
   * The most operators; an expression of this size is still evaluated and serialized on a small
   * stack.
   */
  private static final int MOST_OPERATORS = 100;

  private static final int DEEPEST = 100;
  private static final String END = "the end";

  private final List<Field> fields;
  private final List<String> tokens;
  private int next;
  private int depth;
  private int operators;

  /**
   * @param fields the fields that the expression may use, at their indexes in the reading
   */
  private ExpressionParser(String text, List<Field> fields) throws Wrong {
    this.fields = fields;
    tokens = ExpressionTokens.of(text);
  }

  /** Parses a numeric expression whose result is rounded to a scale. */
  public static Numeric numeric(String text, List<Field> fields, int scale) throws Wrong {
    ExpressionParser parser = new ExpressionParser(text, fields);
    Numeric number = parser.number(parser.sum());
    parser.end();
    return rescaled(number, scale);
  }

  /** Parses a condition. */
  public static Condition logical(String text, List<Field> fields) throws Wrong {
    ExpressionParser parser = new ExpressionParser(text, fields);
    Condition condition = parser.condition(parser.disjunction());
    parser.end();
    return condition;
  }

  private Expression disjunction() throws Wrong {
    Expression first = conjunction();
    if (!is("or")) {
      return first;
    }
    List<Condition> parts = new ArrayList<>(List.of(condition(first)));
    while (take("or")) {
      parts.add(condition(conjunction()));
    }
    return new Condition.Any(parts);
  }

  private Expression conjunction() throws Wrong {
    Expression first = negation();
    if (!is("and")) {
      return first;
    }
    List<Condition> parts = new ArrayList<>(List.of(condition(first)));
    while (take("and")) {
      parts.add(condition(negation()));
    }
    return new Condition.All(parts);
  }

  private Expression negation() throws Wrong {
    if (!take("not")) {
      return comparison();
    }
    deeper();
    Condition part = condition(negation());
    depth--;
    return new Condition.Not(part);
  }

  private Expression comparison() throws Wrong {
    // a bracket or a sign may stand before a field that is called 'is'
    if (next + 1 < tokens.size()
        && tokens.get(next + 1).equals("is")
        && Character.isLetter(tokens.get(next).charAt(0))) {
      return nullTest();
    }
    Expression one = sum();
    Comparison comparison = ExpressionTokens.COMPARISONS.get(peek());
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
    List<Condition> parts = new ArrayList<>();
    do {
      parts.add(compare(one, Comparison.EQUAL, sum()));
    } while (take(","));
    require(")");
    Condition any = new Condition.Any(parts);
    return not ? new Condition.Not(any) : any;
  }

  private Condition nullTest() throws Wrong {
    String name = tokens.get(next++);
    field(name);
    require("is");
    boolean not = take("not");
    require("null");
    Condition isNull = new Condition.IsNull(place(name));
    return not ? new Condition.Not(isNull) : isNull;
  }

  private Condition compare(Expression one, Comparison comparison, Expression other) throws Wrong {
    if (one instanceof Text text && other instanceof Text another) {
      return new Condition.Texts(text, comparison, another);
    }
    Numeric number = number(one);
    Numeric another = number(other);
    int scale = Math.max(number.scale(), another.scale());
    return new Condition.Numbers(rescaled(number, scale), comparison, rescaled(another, scale));
  }

  /** Fails at once if a constant does not fit 64 bits. */
  private static Numeric rescaled(Numeric number, int scale) throws Wrong {
    Numeric rescaled = Expression.Rescaled.of(number, scale);
    if (!(number instanceof Expression.Constant constant)) {
      return rescaled;
    }
    try {
      return new Expression.Constant(rescaled.of(null), scale);
    } catch (ArithmeticException e) {
      throw new Wrong(
          "a number of 64 bits with " + scale + " decimal places",
          BigDecimal.valueOf(constant.value(), constant.scale()).toPlainString());
    }
  }

  private Expression sum() throws Wrong {
    Expression sum = product();
    while (is("+") || is("-")) {
      boolean plus = operator().equals("+");
      Numeric one = number(sum);
      Numeric other = number(product());
      int scale = Math.max(one.scale(), other.scale());
      Numeric left = rescaled(one, scale);
      Numeric right = rescaled(other, scale);
      sum = plus ? new Expression.Sum(left, right) : new Expression.Difference(left, right);
    }
    return sum;
  }

  private Expression product() throws Wrong {
    Expression product = factor();
    while (is("*") || is("/")) {
      boolean times = operator().equals("*");
      Numeric one = number(product);
      Numeric other = number(factor());
      if (times && one.scale() + other.scale() > MAX_SCALE) {
        throw new Wrong(
            "products of " + MAX_SCALE + " decimal places at most",
            String.valueOf(one.scale() + other.scale()));
      }
      if (!times && other instanceof Expression.Constant constant && constant.value() == 0) {
        throw new Wrong("a divisor other than 0", "0");
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
      if (number instanceof Expression.Constant constant) {
        return new Expression.Constant(-constant.value(), constant.scale());
      }
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
    if (token.length() > LONGEST_NUMBER) {
      throw new Wrong("a number of 64 bits", "one of " + token.length() + " characters");
    }
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

  private int place(String name) {
    for (int place = 0; place < fields.size(); place++) {
      if (fields.get(place).name().equals(name)) {
        return place;
      }
    }
    return -1;
  }

  private Expression field(String name) throws Wrong {
    int place = place(name);
    if (place >= 0) {
      Field field = fields.get(place);
      return switch (field.type()) {
        case INT, DECIMAL ->
            field.nullable()
                ? new Expression.OptionalNumberField(place, field.scale())
                : new Expression.NumberField(place, field.scale());
        case STRING -> new Expression.TextField(place);
        case BOOLEAN -> new Condition.BooleanField(place);
        case TIMESTAMP ->
            throw new Wrong("a field of type int, decimal, string or boolean", "'" + name + "'");
      };
    }
    throw new Wrong(
        "one of the fields "
            + fields.stream()
                .filter(field -> field.type() != FieldType.TIMESTAMP)
                .map(Field::name)
                .collect(Collectors.joining(", ")),
        "'" + name + "'");
  }

  private Numeric number(Expression expression) throws Wrong {
    if (expression instanceof Numeric number) {
      return number;
    }
    throw new Wrong("a number", describe(expression) + before());
  }

  private Condition condition(Expression expression) throws Wrong {
    if (expression instanceof Condition condition) {
      return condition;
    }
    throw new Wrong("a condition such as speed > 0", describe(expression) + before());
  }

  private static String describe(Expression expression) {
    return expression instanceof Numeric
        ? "a number"
        : expression instanceof Text ? "a text" : "a condition";
  }

  /** The position in the expression for error messages. */
  private String before() {
    return next < tokens.size() ? " before '" + tokens.get(next) + "'" : "";
  }

  private String operator() throws Wrong {
    if (++operators > MOST_OPERATORS) {
      throw new Wrong("at most " + MOST_OPERATORS + " of the operators + - * /", "more");
    }
    return tokens.get(next++);
  }

  private void deeper() throws Wrong {
    if (++depth > DEEPEST) {
      throw new Wrong("at most " + DEEPEST + " levels of brackets and signs", "more");
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
