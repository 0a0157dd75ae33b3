package io.tidemark.model.avro;

/** Why a record cannot be read. It has no stack trace, because whole topics may be malformed. */
final class MalformedFrame extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedFrame(String problem) {
    super(problem, null, false, false);
  }
}
