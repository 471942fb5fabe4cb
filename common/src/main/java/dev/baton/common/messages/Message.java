package dev.baton.common.messages;

/**
 * Anything that crosses Kafka. Its JSON carries {@code version} and {@code type} beside its fields.
 */
public sealed interface Message permits Request, TrainEpochs, Control, Event, Progress, JobState {}
