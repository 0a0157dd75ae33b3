package io.tidemark.documents;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A Markdown file, parsed as GitHub renders it.
 *
 * @param text all of it
 */
record MarkdownFile(Path path, String text) {
  private static final Set<String> NOT_SOURCES = Set.of("target", ".git", ".tidemark");

  private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *$");
  private static final Pattern NOT_IN_ANCHORS = Pattern.compile("[^\\p{L}\\p{N} _-]");

  static MarkdownFile read(Path path) throws IOException {
    return new MarkdownFile(path, Files.readString(path));
  }

  /** All Markdown files below a folder, except what a build or a run has written. */
  static List<MarkdownFile> below(Path root) throws IOException {
    List<MarkdownFile> files = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return NOT_SOURCES.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (file.toString().endsWith(".md")) {
              files.add(read(file));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  long lines() {
    return text.lines().count();
  }

  /** The relative targets of links and images, such as {@code docs/records.md#heartbeat}. */
  List<String> relativeLinks() {
    String prose = CODE.matcher(prose()).replaceAll("");
    return LINK.matcher(prose)
        .results()
        .map(link -> link.group(1))
        .filter(link -> !link.contains("://") && !link.startsWith("mailto:"))
        .toList();
  }

  /** The anchors of the headings, as used in links after {@code #}. */
  List<String> anchors() {
    return HEADING.matcher(prose()).results().map(MarkdownFile::anchor).toList();
  }

  private static String anchor(MatchResult heading) {
    return NOT_IN_ANCHORS
        .matcher(heading.group(1).toLowerCase(Locale.ROOT))
        .replaceAll("")
        .replace(' ', '-');
  }

  /** The inline code spans, outside code blocks. */
  List<String> code() {
    return CODE.matcher(prose()).results().map(code -> code.group(1)).toList();
  }

  private String prose() {
    return FENCED.matcher(text).replaceAll("");
  }
}
