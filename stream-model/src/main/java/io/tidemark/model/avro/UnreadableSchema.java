package io.tidemark.model.avro;

/** Why records of a schema cannot be read. */
final class UnreadableSchema extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableSchema(String problem) {
    super(problem);
  }
}
