/** The watermark by partition: what tasks read, what a checkpoint keeps, and what Spark gets. */
package io.tidemark.spark.watermark;
