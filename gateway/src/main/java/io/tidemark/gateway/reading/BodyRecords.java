package io.tidemark.gateway.reading;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Divides a body into records, each with the bytes that the client sent.
 *
 * @param values the bytes of each record
 * @param numbers the line of each record, or its place in the array, counted from 1
 */
public record BodyRecords(List<byte[]> values, int[] numbers) {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION).build();
  private static final int MARK = 3;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOWEST_BITS = 0x0101010101010101L;
  private static final long HIGHEST_BITS = 0x8080808080808080L;
  private static final long LINE_FEEDS = '\n' * LOWEST_BITS;

  /** One record. */
  public static BodyRecords of(byte[] value) {
    return new BodyRecords(List.of(value), new int[] {1});
  }

  /**
   * The lines of a body without their line ends; blank lines are no records.
   *
   * @param most the largest number of records
   * @throws BadBody when there are none (400), or more (413)
   */
  public static BodyRecords ofLines(byte[] body, int most) throws BadBody {
    List<byte[]> values = new ArrayList<>();
    int[] numbers = new int[16];
    int line = 0;
    for (int at = markLength(body); at < body.length; ) {
      int end = lineEnd(body, at);
      line++;
      int to = end > at && body[end - 1] == '\r' ? end - 1 : end;
      if (!isBlank(body, at, to)) {
        requireFewer(values, most);
        if (values.size() == numbers.length) {
          numbers = Arrays.copyOf(numbers, 2 * numbers.length);
        }
        numbers[values.size()] = line;
        values.add(Arrays.copyOfRange(body, at, to));
      }
      at = end + 1;
    }
    return of(values, numbers);
  }

  /**
   * The position of the next line feed, or the length of the body. It compares eight bytes at a
   * time: a byte of the difference is zero where one stands (Warren, "Hacker's Delight", 6-1, "Find
   * First 0-Byte").
   */
  private static int lineEnd(byte[] body, int from) {
    int at = from;
    for (; at + Long.BYTES <= body.length; at += Long.BYTES) {
      long difference = (long) LONGS.get(body, at) ^ LINE_FEEDS;
      long zeros = (difference - LOWEST_BITS) & ~difference & HIGHEST_BITS;
      if (zeros != 0) {
        return at + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
      }
    }
    while (at < body.length && body[at] != '\n') {
      at++;
    }
    return at;
  }

  /**
   * The record of a JSON object, or the elements of a JSON array.
   *
   * @param most the largest number of records
   * @throws BadBody when it is neither or has no record (400), or more records (413)
   */
  public static BodyRecords ofJson(byte[] body, int most) throws BadBody {
    int begin = markLength(body);
    requireUtf8(body, begin);
    List<byte[]> values = new ArrayList<>();
    try (JsonParser json = JSON.createParser(body, begin, body.length - begin)) {
      JsonToken first = json.nextToken();
      if (first == JsonToken.START_OBJECT) {
        values.add(value(json, body, begin));
      } else if (first == JsonToken.START_ARRAY) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
          requireFewer(values, most);
          values.add(value(json, body, begin));
        }
      } else {
        throw new BadBody(
            400, "expected a JSON object or an array of objects, found " + described(first));
      }
      if (json.nextToken() != null) {
        throw new BadBody(
            400,
            "expected one JSON object or one array, found more behind it; send lines as"
                + " application/x-ndjson");
      }
    } catch (StreamConstraintsException e) {
      throw new BadBody(400, "expected JSON within the limits of nesting and numbers, found more");
    } catch (IOException e) {
      throw new BadBody(
          400, "expected JSON, found something else after " + values.size() + " whole records");
    }
    int[] numbers = new int[values.size()];
    Arrays.setAll(numbers, i -> i + 1);
    return of(values, numbers);
  }

  private static byte[] value(JsonParser json, byte[] body, int begin) throws IOException {
    long from = json.currentTokenLocation().getByteOffset();
    json.skipChildren();
    json.finishToken();
    long to = json.currentLocation().getByteOffset();
    // the parser counts from the first byte that it was given
    return Arrays.copyOfRange(body, begin + (int) from, begin + (int) to);
  }

  private static BodyRecords of(List<byte[]> values, int[] numbers) throws BadBody {
    if (values.isEmpty()) {
      throw new BadBody(400, "expected readings, found none in the body");
    }
    return new BodyRecords(values, numbers);
  }

  private static void requireFewer(List<byte[]> values, int most) throws BadBody {
    if (values.size() >= most) {
      throw new BadBody(413, "expected at most " + most + " readings in a request, found more");
    }
  }

  private static String described(JsonToken token) {
    return token == null ? "nothing" : token.isNumeric() ? "a number" : "another value";
  }

  /** The parser would take zero bytes for another encoding. */
  private static void requireUtf8(byte[] body, int begin) throws BadBody {
    boolean other =
        body.length - begin >= 2
            && (body[begin] == 0 || body[begin + 1] == 0 || (body[begin] & 0xff) >= 0xfe);
    if (other) {
      throw new BadBody(400, "expected JSON in UTF-8, found another encoding");
    }
  }

  /** The length of the byte order mark, with which some tools begin. */
  private static int markLength(byte[] body) {
    boolean mark =
        body.length >= MARK
            && body[0] == (byte) 0xef
            && body[1] == (byte) 0xbb
            && body[2] == (byte) 0xbf;
    return mark ? MARK : 0;
  }

  private static boolean isBlank(byte[] body, int from, int to) {
    for (int i = from; i < to; i++) {
      if (body[i] != ' ' && (body[i] < '\t' || body[i] > '\r')) {
        return false;
      }
    }
    return true;
  }
}
