/**
 * What is sent to the raw topic. The simulated fleet: who sends ({@link
 * io.tidemark.generator.Timetable}), what ({@link io.tidemark.generator.Fleet}), when ({@link
 * io.tidemark.generator.Pacer}) and how ({@link io.tidemark.generator.RawSender}), and what goes
 * wrong on purpose ({@link io.tidemark.generator.FaultPlan}); {@link
 * io.tidemark.generator.Generator} brings them together. A recording: its bytes ({@link
 * io.tidemark.generator.Recording}), its records ({@link io.tidemark.generator.Records}) and what
 * becomes of them ({@link io.tidemark.generator.ReplayOutbox}); {@link
 * io.tidemark.generator.Replay} brings those together. Both end as an {@link
 * io.tidemark.generator.OpenRun} does, with the run ledger.
 */
package io.tidemark.generator;
