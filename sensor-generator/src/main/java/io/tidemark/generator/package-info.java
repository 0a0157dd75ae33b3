/**
 * The simulated fleet: who sends ({@link io.tidemark.generator.Timetable}), what ({@link
 * io.tidemark.generator.Fleet}), when ({@link io.tidemark.generator.Pacer}) and how ({@link
 * io.tidemark.generator.RawSender}), and what goes wrong on purpose ({@link
 * io.tidemark.generator.FaultPlan}); {@link io.tidemark.generator.Generator} brings them together
 * and writes the run ledger.
 */
package io.tidemark.generator;
