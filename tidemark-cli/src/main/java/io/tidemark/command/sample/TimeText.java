package io.tidemark.command.sample;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a time that is written as a text, apart from ISO 8601: what its pattern would be.
 *
 * @param day the pattern of the day, without the width of numbers: {@code 1} and {@code 2} stand
 *     for the first and second number of a day whose order is not certain
 * @param first the first number of such a day, otherwise 0
 * @param second the second number of such a day, otherwise 0
 * @param narrow whether a day or a month has one digit
 * @param joint between day and time; null without a time of day
 * @param hour the pattern of hours and minutes; null without a time of day
 * @param seconds the pattern of the seconds; null without
 * @param places of the fraction
 * @param end the pattern of AM or PM, and of the zone
 */
record TimeText(
    String day,
    int first,
    int second,
    boolean narrow,
    String joint,
    String hour,
    boolean narrowHour,
    String seconds,
    int places,
    String end) {

  private static final String MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*";

  private static final Pattern FORM =
      Pattern.compile(
          "(?<weekday>(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*)?(?<weekend>,? )?"
              + "(?:(?<y1>[0-9]{4})(?<s1>[-/. ])(?<m1>[0-9]{1,2})\\k<s1>(?<d1>[0-9]{1,2})"
              + "|(?<a2>[0-9]{1,2})(?<s2>[-/. ])(?<b2>[0-9]{1,2})\\k<s2>(?<y2>[0-9]{4}|[0-9]{2})"
              + "|(?<d3>[0-9]{1,2})(?<s3>[-/. ])(?<m3>"
              + MONTH
              + ")\\k<s3>(?<y3>[0-9]{4}|[0-9]{2})"
              + "|(?<m4>"
              + MONTH
              + ")(?<s4>[- ])(?<d4>[0-9]{1,2})(?<c4>,?[- ])(?<y4>[0-9]{4})"
              + "|(?<compact>[0-9]{8}))"
              + "(?:(?<joint>[Tt]| - |, ?|[ :_-])?"
              + "(?:(?<h1>[0-9]{1,2})(?<hs>[:.])(?<mi1>[0-9]{2})"
              + "(?:\\k<hs>(?<se1>[0-9]{2})(?:(?<fm>[.,])(?<f>[0-9]{1,9}))?)?"
              + "|(?<h2>[0-9]{2})(?<mi2>[0-9]{2})(?<se2>[0-9]{2})?"
              + "|(?<h3>[0-9]{2}))"
              + "(?:(?<as> ?)(?<ap>[AaPp][Mm]))?"
              + "(?:(?<zs> ?)(?<zone>Z|[A-Z]{3,4}|[+-][0-9]{2}(?::?[0-9]{2})?))?)?",
          Pattern.CASE_INSENSITIVE);

  /**
   * Finds the parts of a text without blanks around it.
   *
   * @return null when it is no such time
   */
  static TimeText parse(String text) {
    if (text.length() > 60) {
      return null;
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches() || (form.group("weekday") == null) != (form.group("weekend") == null)) {
      return null;
    }
    String end =
        (form.group("ap") == null ? "" : form.group("as") + "a")
            + (form.group("zone") == null ? "" : form.group("zs") + zone(form.group("zone")));
    boolean timed =
        form.group("h1") != null || form.group("h2") != null || form.group("h3") != null;
    return new TimeText(
        weekday(form) + day(form),
        form.group("a2") == null ? 0 : Integer.parseInt(form.group("a2")),
        form.group("a2") == null ? 0 : Integer.parseInt(form.group("b2")),
        narrow(form),
        timed ? literal(form.group("joint")) : null,
        timed ? hour(form) : null,
        form.group("h1") != null && form.group("h1").length() == 1,
        seconds(form),
        form.group("f") == null ? 0 : form.group("f").length(),
        end);
  }

  private static String weekday(Matcher form) {
    String weekday = form.group("weekday");
    return weekday == null
        ? ""
        : (weekday.length() == 3 ? "EEE" : "EEEE") + literal(form.group("weekend"));
  }

  /** The day, with {@code d} and {@code M} for numbers of any width. */
  private static String day(Matcher form) {
    if (form.group("y1") != null) {
      String mark = literal(form.group("s1"));
      return "yyyy" + mark + "M" + mark + "d";
    }
    if (form.group("a2") != null) {
      String mark = literal(form.group("s2"));
      return "1" + mark + "2" + mark + year(form.group("y2"));
    }
    if (form.group("d3") != null) {
      String mark = literal(form.group("s3"));
      return "d" + mark + month(form.group("m3")) + mark + year(form.group("y3"));
    }
    if (form.group("m4") != null) {
      return month(form.group("m4"))
          + literal(form.group("s4"))
          + "d"
          + literal(form.group("c4"))
          + "yyyy";
    }
    return "yyyyMMdd";
  }

  private static boolean narrow(Matcher form) {
    for (String number : new String[] {"m1", "d1", "a2", "b2", "d3", "d4"}) {
      if (form.group(number) != null && form.group(number).length() == 1) {
        return true;
      }
    }
    return false;
  }

  private static String year(String digits) {
    return digits.length() == 2 ? "yy" : "yyyy";
  }

  /** May is short and long at once. */
  private static String month(String name) {
    return name.length() == 3 ? "MMM" : "MMMM";
  }

  private static String hour(Matcher form) {
    String letter = form.group("ap") == null ? "H" : "h";
    if (form.group("h1") != null) {
      return letter + form.group("hs") + "mm";
    }
    return letter + letter + (form.group("h2") == null ? "" : "mm");
  }

  private static String seconds(Matcher form) {
    if (form.group("se1") != null) {
      return form.group("hs") + "ss";
    }
    return form.group("se2") == null ? null : "ss";
  }

  private static String zone(String text) {
    if (text.equalsIgnoreCase("z")) {
      return "XX";
    }
    if (Character.isLetter(text.charAt(0))) {
      return "z";
    }
    return text.contains(":") ? "XXX" : text.length() == 3 ? "X" : "XX";
  }

  /** A text in a pattern. */
  private static String literal(String text) {
    if (text == null) {
      return "";
    }
    return text.chars().anyMatch(Character::isLetter) ? "'" + text + "'" : text;
  }

  /** What times of one pattern have in common. */
  String signature() {
    return (day + "|" + joint + "|" + hour + "|" + end).toLowerCase(Locale.ROOT);
  }
}
