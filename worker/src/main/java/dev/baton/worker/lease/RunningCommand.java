package dev.baton.worker.lease;

import dev.baton.common.messages.Control;
import dev.baton.common.messages.TrainEpochs;
import dev.baton.worker.attempt.AttemptSignals;
import dev.baton.worker.attempt.AttemptSignals.Stop;
import java.util.Optional;

/** The command that is being worked on, and how control messages reach its attempt. */
record RunningCommand(TrainEpochs command, AttemptSignals signals) {

  /** The GPUs that it trains on, {@code cuda:0,1}; empty on a CPU. */
  Optional<String> gpus() {
    return Optional.of(command.spec().detection().device())
        .filter(device -> !device.equals("cpu"))
        .map("cuda:"::concat);
  }

  /** Heeds {@code control} if it means this command's attempt. */
  void hear(Control.OfAttempts control) {
    if (!control.job().equals(command.job())) {
      return;
    }
    switch (control) {
      case Control.PauseAttempt pause -> {
        if (command.commandNumber() <= pause.commandNumber()) {
          signals.stop(Stop.PAUSED);
        }
      }
      case Control.CancelAttempt cancel -> {
        if (command.commandNumber() <= cancel.commandNumber()) {
          signals.stop(Stop.CANCELLED);
        }
      }
      case Control.YieldAttempt yield -> {
        if (command.commandNumber() == yield.commandNumber()) {
          signals.askToYield();
        }
      }
      case Control.SupersedeAttempts supersede ->
          signals
              .token()
              .filter(own -> own < supersede.token())
              .ifPresent(own -> signals.stop(Stop.SUPERSEDED));
    }
  }
}
