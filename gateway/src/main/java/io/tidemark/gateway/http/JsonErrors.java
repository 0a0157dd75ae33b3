package io.tidemark.gateway.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers what Jetty itself refuses in JSON, without a page and without a stack trace. */
final class JsonErrors implements Request.Handler {
  private static final int SERVER_ERROR = 500;

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    String reason = HttpStatus.getMessage(status);
    if (request.getAttribute(ErrorHandler.ERROR_EXCEPTION) instanceof HttpException bad) {
      // what Jetty cannot read, such as another version of HTTP, is the client's error
      status = bad.getCode() < SERVER_ERROR ? bad.getCode() : HttpStatus.BAD_REQUEST_400;
      reason = bad.getReason() == null ? HttpStatus.getMessage(bad.getCode()) : bad.getReason();
    }
    Answer answer = Answer.error(status, reason);
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.type());
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().length);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.write(true, ByteBuffer.wrap(answer.body()), callback);
    return true;
  }
}
