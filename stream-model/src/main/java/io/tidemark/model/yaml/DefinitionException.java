package io.tidemark.model.yaml;

/**
 * A definition that cannot be used. The message has the form {@code FILE:LINE: expected …, found
 * …}.
 */
public final class DefinitionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DefinitionException(String message) {
    super(message);
  }
}
