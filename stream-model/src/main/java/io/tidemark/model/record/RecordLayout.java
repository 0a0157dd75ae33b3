package io.tidemark.model.record;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.Location;
import io.tidemark.model.definition.StreamDefinition;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the values of a definition stand in a record: a tree of objects and arrays, whose leaves
 * are the values. A field has one leaf; an event time in two parts has two, and one that is the
 * timestamp of the Kafka record has none. In a plain definition the leaves have the numbers of the
 * fields.
 */
final class RecordLayout {
  /** An object or an array of which a part is read. */
  static final class Node {
    private final List<Location.Step> steps = new ArrayList<>();
    private final List<Integer> leafList = new ArrayList<>();
    private final List<Node> childList = new ArrayList<>();

    /** The number of the node, counted from 0, the root. */
    final int number;

    /** Whether it is an array; the steps are then elements. */
    boolean array;

    /** By step: the name in quotes; empty for an array. */
    MemberName[] names;

    /** By step: the index of the element, or -1. */
    int[] indexes;

    /** By step: the leaf, or -1 for a child. */
    int[] leaves;

    /** By step: the object or array inside, or null for a leaf. */
    Node[] children;

    private Node(int number) {
      this.number = number;
    }

    /** The place of a member's name among the steps, or -1. */
    int find(String name) {
      for (int i = 0; i < steps.size(); i++) {
        if (name.equals(steps.get(i).name())) {
          return i;
        }
      }
      return -1;
    }

    /** The place of an element's index among the steps, or -1. */
    int find(int index) {
      for (int i = 0; i < indexes.length; i++) {
        if (indexes[i] == index) {
          return i;
        }
      }
      return -1;
    }

    private void freeze() {
      int size = steps.size();
      array = size > 0 && steps.get(0).isElement();
      names = new MemberName[size];
      indexes = new int[size];
      leaves = new int[size];
      children = childList.toArray(Node[]::new);
      for (int i = 0; i < size; i++) {
        Location.Step step = steps.get(i);
        indexes[i] = step.index();
        names[i] = step.isElement() ? null : new MemberName(JsonSyntax.quoted(step.name()));
        leaves[i] = leafList.get(i);
        if (children[i] != null) {
          children[i].freeze();
        }
      }
    }
  }

  final Node root = new Node(0);

  /** The number of objects and arrays in the tree. */
  final int nodes;

  /** By leaf: the index of its field. */
  final int[] places;

  /** By leaf: 0 for the day and 1 for the time of day of a time in two parts, otherwise -1. */
  final int[] parts;

  /** By leaf: its path, for messages. */
  final String[] paths;

  private int nextNode = 1;

  RecordLayout(StreamDefinition.Raw raw) {
    List<Integer> leafPlaces = new ArrayList<>();
    List<Integer> leafParts = new ArrayList<>();
    List<String> leafPaths = new ArrayList<>();
    for (int place = 0; place < raw.fields().size(); place++) {
      Field field = raw.fields().get(place);
      List<Location> locations = field.raw().locations();
      for (int part = 0; part < locations.size(); part++) {
        add(locations.get(part), leafPlaces.size());
        leafPlaces.add(place);
        leafParts.add(locations.size() == 1 ? -1 : part);
        String path = locations.get(part).path();
        boolean own = path.equals(field.name());
        leafPaths.add(own ? path : field.name() + " (" + path + ")");
      }
    }
    root.freeze();
    nodes = nextNode;
    places = leafPlaces.stream().mapToInt(Integer::intValue).toArray();
    parts = leafParts.stream().mapToInt(Integer::intValue).toArray();
    paths = leafPaths.toArray(String[]::new);
  }

  private void add(Location location, int leaf) {
    Node node = root;
    List<Location.Step> steps = location.steps();
    for (int i = 0; i < steps.size(); i++) {
      Location.Step step = steps.get(i);
      if (i == steps.size() - 1) {
        node.steps.add(step);
        node.leafList.add(leaf);
        node.childList.add(null);
        return;
      }
      int known = node.steps.indexOf(step);
      if (known < 0) {
        known = node.steps.size();
        node.steps.add(step);
        node.leafList.add(-1);
        node.childList.add(new Node(nextNode++));
      }
      node = node.childList.get(known);
    }
  }
}
