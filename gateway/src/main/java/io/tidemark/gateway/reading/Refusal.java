package io.tidemark.gateway.reading;

/**
 * A record that the definition refuses.
 *
 * @param number of the line, or of the element of an array, counted from 1
 * @param reason what was expected and what came
 */
public record Refusal(int number, String reason) {}
