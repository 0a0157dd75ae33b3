package io.tidemark.generator.replay;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Parses a row of a CSV file. Not thread-safe. */
final class CsvRow {
  /** The state of the parser in a row. */
  private enum Place {
    START_OF_CELL,
    PLAIN,
    QUOTED,
    /** After a quote in a quoted cell: the end of the cell, or the first half of an escape. */
    QUOTE_IN_QUOTED
  }

  private static final String QUOTES =
      "expected a CSV row, found a quote that is not closed or text behind a closing quote";
  private static final String CHARSET =
      "expected UTF-8, found other bytes; name the character set with --charset, for example"
          + " windows-1252";

  private final char separator;
  private final ObjectReader reader;

  /** Rejects malformed UTF-8. */
  private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();

  private Place place;
  private String problem;

  CsvRow(char separator) {
    this.separator = separator;
    reader =
        new CsvMapper()
            .readerFor(String[].class)
            .with(CsvParser.Feature.WRAP_AS_ARRAY)
            .with(CsvSchema.emptySchema().withColumnSeparator(separator));
  }

  /** The separator of the cells, for messages. */
  String separator() {
    return label(separator);
  }

  /** A separator in messages. */
  static String label(char separator) {
    return separator == '\t' ? "\\t" : String.valueOf(separator);
  }

  /** Why {@link #cells} could not parse its last row. */
  String problem() {
    return problem;
  }

  /**
   * Parses the cells of a row.
   *
   * @return null when the row is invalid: a quote is not closed, text follows a closing quote, or
   *     the bytes are not UTF-8
   */
  List<String> cells(byte[] row) {
    try (MappingIterator<String[]> rows = reader.readValues(text(row))) {
      List<String> cells = rows.hasNext() ? Arrays.asList(rows.next()) : null;
      problem = QUOTES;
      return rows.hasNext() ? null : cells;
    } catch (CharacterCodingException e) {
      problem = CHARSET;
      return null;
    } catch (IOException | RuntimeException e) {
      problem = QUOTES;
      return null;
    }
  }

  /** Whether a row is invalid because of its quotes. */
  boolean hasBrokenQuotes(byte[] row) {
    return cells(row) == null && QUOTES.equals(problem);
  }

  /** Decodes as UTF-8: Jackson would guess an encoding from the first bytes. */
  private String text(byte[] row) throws CharacterCodingException {
    return utf8.decode(ByteBuffer.wrap(row)).toString();
  }

  /** Whether a row that begins with this line continues on the next line. */
  boolean staysOpen(byte[] line) {
    place = Place.START_OF_CELL;
    return walk(line);
  }

  /** Whether the row still continues after this further line. */
  boolean staysOpenAfter(byte[] line) {
    place = Place.QUOTED;
    return walk(line);
  }

  private boolean walk(byte[] line) {
    for (byte character : line) {
      place =
          switch (place) {
            case START_OF_CELL -> startOfCell(character);
            case PLAIN -> character == separator ? Place.START_OF_CELL : Place.PLAIN;
            case QUOTED -> character == '"' ? Place.QUOTE_IN_QUOTED : Place.QUOTED;
            case QUOTE_IN_QUOTED ->
                character == '"'
                    ? Place.QUOTED
                    : character == separator ? Place.START_OF_CELL : Place.PLAIN;
          };
    }
    return place == Place.QUOTED;
  }

  private Place startOfCell(byte character) {
    if (character == '"') {
      return Place.QUOTED;
    }
    return character == separator || character == ' ' ? Place.START_OF_CELL : Place.PLAIN;
  }
}
