package io.tidemark.model.avro;

import io.tidemark.model.definition.Field;
import io.tidemark.model.definition.Location;
import io.tidemark.model.definition.StreamDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Where the values of a definition stand in a record: a tree of records, whose leaves are the
 * values.
 *
 * @param place the index of a leaf's field; -1 for a record
 * @param inside what is in a record, by name and in order
 */
record FieldTree(int place, Map<String, FieldTree> inside) {
  static FieldTree of(StreamDefinition.Raw raw) {
    FieldTree root = new FieldTree(-1, new LinkedHashMap<>());
    for (int place = 0; place < raw.fields().size(); place++) {
      Field field = raw.fields().get(place);
      for (Location location : field.raw().locations()) {
        root.add(location.steps(), place);
      }
    }
    return root;
  }

  private void add(List<Location.Step> steps, int leaf) {
    String name = steps.get(0).name();
    if (steps.size() == 1) {
      inside.put(name, new FieldTree(leaf, Map.of()));
    } else {
      inside
          .computeIfAbsent(name, ignored -> new FieldTree(-1, new LinkedHashMap<>()))
          .add(steps.subList(1, steps.size()), leaf);
    }
  }

  boolean isLeaf() {
    return place >= 0;
  }

  /** The places of the leaves, in the order in which a record has them. */
  IntStream leaves() {
    return isLeaf()
        ? IntStream.of(place)
        : inside.values().stream().flatMapToInt(FieldTree::leaves);
  }
}
