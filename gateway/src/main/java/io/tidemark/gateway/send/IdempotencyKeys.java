package io.tidemark.gateway.send;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What became of the last requests with an idempotency key, so that a repetition is answered
 * without sending its records again. It is in memory, so a gateway that is killed forgets it; a
 * definition with {@code deduplicate} counts a repetition once even then. Thread-safe.
 */
final class IdempotencyKeys {
  /** A request with a key is the first one, or repeats one that failed; or it repeats another. */
  enum Found {
    /** It is to be sent, and its key to be settled. */
    TO_SEND,
    /** The result of the first one comes, or has come. */
    REPEATED,
    /** Another request had this key. */
    CONFLICT
  }

  private static final class Claim {
    private final byte[] digest;
    private final List<Consumer<Delivery>> waiting = new ArrayList<>();
    private boolean atWork = true;
    private boolean complete;
    private BitSet delivered = new BitSet();

    Claim(byte[] digest) {
      this.digest = digest;
    }
  }

  private final int most;
  private final Map<String, Claim> claims = new LinkedHashMap<>();

  /**
   * @param most how many keys are remembered
   */
  IdempotencyKeys(int most) {
    this.most = most;
  }

  /**
   * Looks up a key and remembers it.
   *
   * @param digest of the request, to recognize another one with the same key
   * @param repeated gets the result of the first request if this one repeats it; perhaps at once
   */
  Found claim(String key, byte[] digest, Consumer<Delivery> repeated) {
    synchronized (this) {
      Claim claim = claims.get(key);
      if (claim == null) {
        claims.put(key, new Claim(digest));
        forgetOldest();
        return Found.TO_SEND;
      }
      if (!Arrays.equals(claim.digest, digest)) {
        return Found.CONFLICT;
      }
      if (claim.atWork) {
        claim.waiting.add(repeated);
        return Found.REPEATED;
      }
      if (!claim.complete) {
        claim.atWork = true;
        return Found.TO_SEND;
      }
    }
    repeated.accept(Delivery.COMPLETE);
    return Found.REPEATED;
  }

  /** The records of a key's request that earlier attempts have delivered. */
  synchronized BitSet delivered(String key) {
    Claim claim = claims.get(key);
    return claim == null ? new BitSet() : claim.delivered;
  }

  /**
   * Ends an attempt.
   *
   * @param result what the broker answered; {@link Delivery#NOTHING} when nothing was sent
   */
  void settle(String key, Delivery result) {
    List<Consumer<Delivery>> waiting;
    synchronized (this) {
      Claim claim = claims.get(key);
      claim.atWork = false;
      claim.complete = result.failed() == 0;
      if (claim.complete) {
        claim.delivered = new BitSet();
      } else if (result != Delivery.NOTHING) {
        claim.delivered = result.delivered();
      }
      if (!claim.complete && claim.delivered.isEmpty()) {
        claims.remove(key);
      }
      waiting = List.copyOf(claim.waiting);
      claim.waiting.clear();
    }
    waiting.forEach(one -> one.accept(result));
  }

  /** Requests at work stay; they are few, because their bytes are bounded. */
  private void forgetOldest() {
    Iterator<Claim> oldest = claims.values().iterator();
    while (claims.size() > most && oldest.hasNext()) {
      if (!oldest.next().atWork) {
        oldest.remove();
      }
    }
  }
}
