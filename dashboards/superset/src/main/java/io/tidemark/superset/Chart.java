package io.tidemark.superset;

import java.util.Map;

/**
 * A chart.
 *
 * @param name unique in its dashboard, stable
 * @param title for people
 * @param type Superset's name of the kind of chart
 * @param params Superset's settings
 * @param width of 12 columns
 */
record Chart(
    String stream,
    String name,
    String title,
    String description,
    SupersetDataset dataset,
    String type,
    Map<String, Object> params,
    int width) {
  String id() {
    return AssetIds.of("chart", stream + "/" + name);
  }
}
