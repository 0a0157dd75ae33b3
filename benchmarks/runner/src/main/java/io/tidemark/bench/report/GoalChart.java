package io.tidemark.bench.report;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Rectangle;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.renderer.category.StatisticalBarRenderer;
import org.jfree.data.statistics.DefaultStatisticalCategoryDataset;
import org.w3c.dom.Document;

/**
 * A bar chart of goals: each figure divided by its bound, so that 1 is the goal for all of them.
 * The bar is the median; the line on it shows the largest distance from the median.
 */
public final class GoalChart {
  private static final int WIDTH = 1000;
  private static final int HEIGHT_OF_ONE = 44;
  private static final int HEIGHT_OF_THE_REST = 80;
  private static final Color BAR = new Color(0x2f7ea8);
  private static final Color LINE = new Color(0x333333);

  private GoalChart() {}

  public static void draw(List<Goal> goals, Path picture) throws IOException {
    System.setProperty("java.awt.headless", "true");
    int height = HEIGHT_OF_THE_REST + HEIGHT_OF_ONE * goals.size();
    SVGGraphics2D svg = new SVGGraphics2D(emptyPicture());
    svg.setSVGCanvasSize(new Dimension(WIDTH, height));
    chart(goals).draw(svg, new Rectangle(WIDTH, height));
    try (Writer writer = Files.newBufferedWriter(picture)) {
      svg.stream(writer, true);
    }
  }

  private static JFreeChart chart(List<Goal> goals) {
    DefaultStatisticalCategoryDataset bars = new DefaultStatisticalCategoryDataset();
    for (Goal goal : goals) {
      double median = goal.median();
      double far =
          Math.max(
              Collections.max(goal.figures()) - median, median - Collections.min(goal.figures()));
      bars.add(
          median / goal.bound(),
          far / goal.bound(),
          "found",
          goal.what() + ": " + goal.found() + ", goal " + goal.bounds());
    }
    CategoryAxis names = new CategoryAxis();
    names.setMaximumCategoryLabelLines(2);
    names.setMaximumCategoryLabelWidthRatio(0.6f);
    names.setCategoryLabelPositionOffset(12);
    StatisticalBarRenderer renderer = new StatisticalBarRenderer();
    renderer.setBarPainter(new StandardBarPainter());
    renderer.setShadowVisible(false);
    renderer.setSeriesPaint(0, BAR);
    renderer.setErrorIndicatorPaint(LINE);
    CategoryPlot plot =
        new CategoryPlot(
            bars,
            names,
            new NumberAxis("found / goal; times should stay below 1, ratios not"),
            renderer);
    plot.setOrientation(PlotOrientation.HORIZONTAL);
    plot.setBackgroundPaint(Color.WHITE);
    plot.addRangeMarker(new ValueMarker(1, LINE, plot.getRangeGridlineStroke()));
    JFreeChart chart = new JFreeChart(null, null, plot, false);
    chart.setBackgroundPaint(Color.WHITE);
    return chart;
  }

  private static Document emptyPicture() {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument("http://www.w3.org/2000/svg", "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("this Java has no XML", e);
    }
  }
}
