/** Which process a file names, also after the system has used its number again. */
package io.tidemark.process.identity;
