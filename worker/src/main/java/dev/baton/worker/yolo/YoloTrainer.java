package dev.baton.worker.yolo;

import static dev.baton.worker.attempt.TrainerException.Kind.BAD_INPUT;
import static dev.baton.worker.attempt.TrainerException.Kind.TRANSIENT;

import ai.djl.engine.EngineException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.common.checkpoint.Snapshot;
import dev.baton.common.messages.DetectionOptions;
import dev.baton.common.messages.JobSpec;
import dev.baton.worker.attempt.EpochResult;
import dev.baton.worker.attempt.Picture;
import dev.baton.worker.attempt.StepResult;
import dev.baton.worker.attempt.Trainer;
import dev.baton.worker.attempt.TrainerException;
import dev.baton.worker.attempt.TrainingPosition;
import dev.baton.worker.yolo.data.Augmentation;
import dev.baton.worker.yolo.data.Batch;
import dev.baton.worker.yolo.data.Batching;
import dev.baton.worker.yolo.data.DetectionDataset;
import dev.baton.worker.yolo.data.TrainingLoader;
import dev.baton.worker.yolo.loss.DetectionLoss;
import dev.baton.worker.yolo.metrics.MetricsSummary;
import dev.baton.worker.yolo.metrics.NonMaxSuppression.Settings;
import dev.baton.worker.yolo.model.ModelYaml;
import dev.baton.worker.yolo.optim.Schedule;
import dev.baton.worker.yolo.optim.StepRates;
import dev.baton.worker.yolo.plots.PictureNames;
import dev.baton.worker.yolo.plots.ResultsPlot;
import dev.baton.worker.yolo.torch.TorchThread;
import dev.baton.worker.yolo.weights.BegunTraining;
import dev.baton.worker.yolo.weights.WeightFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Trains a YOLOv9 or GELAN detector as the reference does, but resumable at any step. */
final class YoloTrainer implements Trainer {
  private static final String AVERAGE_UPDATES = "ema_updates";
  private static final int SHOWN_PATHS = 8;

  private final JobSpec spec;
  private final TrainingIdentity identity;
  private final DetectionDataset dataset;
  private final Optional<WeightFile> weights;
  private final Optional<BegunTraining> begun;
  private final TrainingLoader loader;
  private final Validation validation;
  private final DataPictures dataPictures;
  private final Schedule schedule;
  private final Learner learner;
  private final Progress progress = new Progress();
  private final ClassMaps classMaps;
  private final TensorFiles files;

  /** The weights of step 0 are drawn when first needed: a restored training never needs them. */
  private boolean hasWeights;

  private Runnable progressSign = () -> {};

  /**
   * @param weights to start from instead of drawn ones
   * @param begun to go on with instead of starting
   */
  YoloTrainer(
      JobSpec spec,
      HyperParameters hyp,
      ModelYaml yaml,
      DetectionDataset dataset,
      Optional<WeightFile> weights,
      Optional<BegunTraining> begun) {
    // Before there is memory that somebody would have to free.
    begun.ifPresent(training -> requireFits(training, dataset, spec));
    TorchThread.prepare(spec.threads());
    this.spec = spec;
    this.dataset = dataset;
    this.weights = weights;
    this.begun = begun;
    identity =
        new TrainingIdentity(
            yaml.text(),
            dataset.classNames(),
            dataset.digest(),
            begun.map(BegunTraining::file).or(() -> weights).map(WeightFile::digest),
            spec.imgsz(),
            spec.batch(),
            hyp.values());
    Augmentation augmentation = hyp.augmentation(spec.epochs(), spec.closeMosaic());
    loader = new TrainingLoader(dataset, augmentation, batching(spec), spec.workers());
    dataPictures = new DataPictures(dataset, augmentation, batching(spec));
    classMaps = new ClassMaps(dataset.classNames().size());
    validation = new Validation(dataset, spec.imgsz(), 2 * spec.batch(), Settings.VALIDATION);
    schedule = hyp.schedule(spec, loader.batchesPerEpoch());
    learner =
        new Learner(
            yaml,
            dataset.classNames().size(),
            hyp,
            Learner.Settings.of(spec),
            schedule.weightDecay(hyp.get("weight_decay")));
    files = new TensorFiles(learner);
    begun.ifPresent(this::standAfter);
  }

  private static void requireFits(BegunTraining training, DetectionDataset data, JobSpec spec) {
    training.requireFits(spec);
    training.requireClasses(data.classNames());
  }

  private void standAfter(BegunTraining training) {
    int epochs = training.finishedEpochs();
    progress.takeOver(epochs, schedule.lastUpdate(epochs), training.bestFitness());
    loader.seek(epochs, 0);
  }

  private static Batching batching(JobSpec spec) {
    DetectionOptions options = spec.detection();
    return new Batching(
        spec.imgsz(),
        spec.batch(),
        spec.seed(),
        options.rect(),
        options.quad(),
        options.imageWeights(),
        options.multiScale());
  }

  @Override
  public String dataDigest() {
    return dataset.digest();
  }

  @Override
  public Duration waited() {
    return loader.waited();
  }

  @Override
  public int stepsPerEpoch() {
    return loader.batchesPerEpoch();
  }

  @Override
  public TrainingPosition position() {
    return progress.position();
  }

  @Override
  public boolean isFinished() {
    return progress.isStopped() || position().epoch() >= spec.epochs();
  }

  @Override
  public StepResult trainStep() {
    int epoch = position().epoch();
    int step = position().step();
    if (isFinished() || step >= stepsPerEpoch()) {
      throw new IllegalStateException(
          "No step is left at epoch %d, step %d".formatted(epoch, step));
    }
    prepare();
    if (step == 0 && progress.isAccumulating()) {
      learner.optimizer().dropGradients();
      progress.dropAccumulated();
    }
    StepRates rates = schedule.at(epoch, step);
    Batch batch = loader.next();
    float[] items = computed(() -> learner.learn(batch));
    requireFinite(items);
    long iteration = schedule.iteration(epoch, step);
    boolean isUpdateDue = progress.stepsSinceUpdate(iteration) >= rates.accumulate();
    if (isUpdateDue) {
      requireFinite(computed(() -> learner.optimizer().update(rates)));
    }
    progress.accumulated(items);
    if (isUpdateDue) {
      progress.updated(iteration);
    }
    return new StepResult(byName(items), batch.samples(), rates.weight());
  }

  private void prepare() {
    TorchThread.prepare(spec.threads());
    if (!hasWeights) {
      begun.ifPresentOrElse(
          learner::takeOver, () -> learner.drawInitialWeights(spec.seed(), weights));
      hasWeights = true;
    }
  }

  /** Tells failures of the engine, such as missing memory, from failures of the request. */
  private <T> T computed(Supplier<T> computation) {
    try {
      return computation.get();
    } catch (EngineException e) {
      throw new TrainerException(
          TRANSIENT,
          "The engine failed in epoch %d, step %d: %s. If other attempts fail alike, lower batch or imgsz"
              .formatted(position().epoch() + 1, position().step() + 1, e.getMessage()),
          e);
    }
  }

  private void requireFinite(float[] items) {
    if (!Learner.areFinite(items)) {
      throw notFinite("loss is", byName(items).toString());
    }
  }

  private void requireFinite(double gradientNorm) {
    if (!Double.isFinite(gradientNorm)) {
      throw notFinite("gradients are", "their norm is " + gradientNorm);
    }
  }

  private TrainerException notFinite(String what, String values) {
    int epoch = position().epoch();
    int step = position().step();
    return new TrainerException(
        BAD_INPUT,
        "The %s not finite in epoch %d, step %d: %s. Lower hyp lr0 or warmup_bias_lr, or check the annotations of %s"
            .formatted(what, epoch + 1, step + 1, values, shown(loader.paths(epoch, step))));
  }

  private static String shown(List<String> paths) {
    String first = String.join(", ", paths.subList(0, Math.min(SHOWN_PATHS, paths.size())));
    int more = paths.size() - SHOWN_PATHS;
    return more <= 0 ? first : "%s and %d more".formatted(first, more);
  }

  private static Map<String, Double> byName(float[] items) {
    Map<String, Double> byName = new LinkedHashMap<>();
    for (int i = 0; i < items.length; i++) {
      byName.put(DetectionLoss.ITEMS.get(i), (double) items[i]);
    }
    return byName;
  }

  @Override
  public EpochResult finishEpoch() {
    int epoch = position().epoch();
    int steps = position().step();
    if (steps != stepsPerEpoch()) {
      throw new IllegalStateException(
          "Epoch %d has %d of %d steps".formatted(epoch, steps, stepsPerEpoch()));
    }
    prepare();
    Validation.Result result =
        computed(() -> validation.run(learner, Spectator.NOBODY.andThen(progressSign)));
    MetricsSummary metrics = result.metrics();
    classMaps.replace(metrics);
    loader.weigh(classMaps.values());
    boolean isBest =
        progress.finishEpoch(row(epoch, steps, result), metrics.fitness(), spec.patience());
    Map<String, Double> shown = new LinkedHashMap<>();
    shown.put("mAP50", metrics.map50());
    shown.put("mAP50-95", metrics.map50To95());
    shown.put("precision", metrics.precision());
    shown.put("recall", metrics.recall());
    return new EpochResult(shown, metrics.fitness(), isBest);
  }

  /** The epoch's line of results.csv; the rates are those of its last step. */
  private double[] row(int epoch, int steps, Validation.Result result) {
    StepRates rates = schedule.at(epoch, steps - 1);
    MetricsSummary metrics = result.metrics();
    return Stream.of(
            new double[] {epoch},
            progress.meanLosses(),
            new double[] {metrics.precision(), metrics.recall()},
            new double[] {metrics.map50(), metrics.map50To95()},
            result.losses(),
            new double[] {rates.bias(), rates.weight(), rates.weight()})
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  @Override
  public Snapshot snapshot() {
    prepare();
    ObjectNode state = identity.toJson();
    progress.write(state);
    state.put(AVERAGE_UPDATES, learner.optimizer().updates());
    if (spec.detection().imageWeights()) {
      classMaps.write(state);
    }
    return new Snapshot(files.copy(progress.isAccumulating()), state);
  }

  @Override
  public void release(Snapshot snapshot) {
    files.giveBack(snapshot);
  }

  @Override
  public void restore(Snapshot snapshot) {
    identity.requireSame(snapshot.state());
    restoreState(snapshot);
  }

  /**
   * Epochs of other data have another number of steps, so training goes on as if all epochs before
   * had had that number, too.
   */
  @Override
  public void restoreOnOtherData(Snapshot snapshot) {
    if (identity.isOfSameData(snapshot.state())) {
      restore(snapshot);
      return;
    }
    identity.requireSameButForData(snapshot.state());
    restoreState(snapshot);
    progress.beginOnOtherData(schedule.lastUpdate(position().epoch()));
  }

  private void restoreState(Snapshot snapshot) {
    TorchThread.prepare(spec.threads());
    progress.read(snapshot.state());
    files.restore(progress.isAccumulating(), snapshot);
    if (!progress.isAccumulating()) {
      learner.optimizer().dropGradients();
    }
    learner.optimizer().restoreUpdates(snapshot.state().path(AVERAGE_UPDATES).asLong());
    hasWeights = true;
    classMaps.read(snapshot.state());
    loader.weigh(classMaps.values());
    loader.seek(position().epoch(), position().step());
  }

  @Override
  public List<Picture> picturesOfData() {
    return spec.detection().plots() ? dataPictures.all(stepsPerEpoch()) : List.of();
  }

  /** Validates once more, so that a training which another worker finished can be drawn, too. */
  @Override
  public List<Picture> picturesOfResults() {
    if (!spec.detection().plots()) {
      return List.of();
    }
    prepare();
    ValidationPictures watching = new ValidationPictures(dataset.classNames());
    Validation.Result result =
        computed(() -> validation.run(learner, watching.andThen(progressSign)));
    List<Picture> pictures = new ArrayList<>(watching.all(result));
    List<double[]> rows = progress.results();
    pictures.add(new Picture(PictureNames.RESULTS, () -> ResultsPlot.draw(rows)));
    return pictures;
  }

  @Override
  public void onProgress(Runnable sign) {
    progressSign = sign;
  }

  @Override
  public void close() {
    loader.close();
    validation.close();
    learner.close();
  }
}
