package io.tidemark.model.definition;

import static java.util.stream.Collectors.joining;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a value stands in a raw record: the names of members and the indexes of elements on the way
 * from the outermost object to the value.
 */
public record Location(List<Step> steps) implements Serializable {
  /** A part of a path: a name, perhaps with indexes behind it, such as {@code coordinates[1]}. */
  private static final Pattern PART = Pattern.compile("([^.\\[\\]]+)((?:\\[[0-9]{1,6}\\])*)");

  private static final Pattern INDEX = Pattern.compile("[0-9]+");

  /**
   * A member of an object, or an element of an array.
   *
   * @param name of the member; null for an element
   * @param index of the element, counted from 0; -1 for a member
   */
  public record Step(String name, int index) implements Serializable {
    /** The member with a name. */
    public static Step member(String name) {
      return new Step(name, -1);
    }

    /** The element at an index. */
    public static Step element(int index) {
      return new Step(null, index);
    }

    /** Whether it is an element of an array. */
    public boolean isElement() {
      return name == null;
    }
  }

  public Location {
    steps = List.copyOf(steps);
  }

  /** A member of the outermost object. */
  public static Location member(String name) {
    return new Location(List.of(Step.member(name)));
  }

  /**
   * The location of a path: names with points between them, and {@code [n]} for the element n,
   * counted from 0.
   *
   * @return null when the text is no such path
   */
  public static Location parse(String path) {
    List<Step> steps = new ArrayList<>();
    Matcher part = PART.matcher(path);
    int at = 0;
    while (true) {
      if (!part.region(at, path.length()).lookingAt()) {
        return null;
      }
      steps.add(Step.member(part.group(1)));
      Matcher index = INDEX.matcher(part.group(2));
      while (index.find()) {
        steps.add(Step.element(Integer.parseInt(index.group())));
      }
      at = part.end();
      if (at == path.length()) {
        return new Location(steps);
      }
      if (path.charAt(at) != '.') {
        return null;
      }
      at++;
    }
  }

  /** Whether it is the member of the outermost object that has this name. */
  public boolean isMember(String name) {
    return steps.size() == 1 && name.equals(steps.get(0).name());
  }

  /**
   * Whether a record cannot have both: they are the same, one lies inside the other, or one takes
   * for an array what is an object for the other.
   */
  public boolean conflictsWith(Location other) {
    int common = 0;
    int shorter = Math.min(steps.size(), other.steps.size());
    while (common < shorter && steps.get(common).equals(other.steps.get(common))) {
      common++;
    }
    return common == shorter
        || steps.get(common).isElement() != other.steps.get(common).isElement();
  }

  /** The path, {@code geometry.coordinates[1]}. */
  public String path() {
    return steps.stream()
        .map(step -> step.isElement() ? "[" + step.index() + "]" : "." + step.name())
        .collect(joining())
        .substring(1);
  }
}
