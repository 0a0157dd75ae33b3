/** What Kafka Connect needs beside Iceberg's sink to archive the raw topic. */
package io.tidemark.benchmarks.connect;
