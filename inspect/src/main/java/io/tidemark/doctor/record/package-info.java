/** What the doctor reads in the records of a topic. */
package io.tidemark.doctor.record;
