package dev.baton.worker.yolo.data;

import java.util.Map;

/**
 * How training images are varied; the names and meanings are those of the hyp file.
 *
 * @param hsvH largest relative change of the hue
 * @param hsvS largest relative change of the saturation
 * @param hsvV largest relative change of the value
 * @param degrees largest rotation
 * @param translate largest shift, as part of the side
 * @param scale largest relative change of size
 * @param shear largest shear in degrees
 * @param perspective largest perspective term
 * @param flipud probability of a flip upside down
 * @param fliplr probability of a flip left to right
 * @param mosaic probability of a mosaic of four images
 * @param mixup probability of mixing a mosaic with another one
 * @param copyPaste part of the eligible objects that are pasted once more, mirrored
 * @param mosaicEndsAtEpoch first epoch (from 0) that is trained without mosaic
 */
public record Augmentation(
    double hsvH,
    double hsvS,
    double hsvV,
    double degrees,
    double translate,
    double scale,
    double shear,
    double perspective,
    double flipud,
    double fliplr,
    double mosaic,
    double mixup,
    double copyPaste,
    int mosaicEndsAtEpoch) {

  /** {@link #mosaicEndsAtEpoch} of a training that keeps its mosaic to the end. */
  public static final int MOSAIC_NEVER_ENDS = Integer.MAX_VALUE;

  /** The values of the reference's hyp.scratch-high. */
  public static Augmentation scratchHigh() {
    return new Augmentation(
        0.015, 0.7, 0.4, 0.0, 0.1, 0.9, 0.0, 0.0, 0.0, 0.5, 1.0, 0.15, 0.3, MOSAIC_NEVER_ENDS);
  }

  /** Nothing is varied. */
  public static Augmentation none() {
    return new Augmentation(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, MOSAIC_NEVER_ENDS);
  }

  /** This augmentation with the values that {@code hyp} has under the hyp file's names. */
  public Augmentation with(Map<String, Double> hyp) {
    return new Augmentation(
        hyp.getOrDefault("hsv_h", hsvH),
        hyp.getOrDefault("hsv_s", hsvS),
        hyp.getOrDefault("hsv_v", hsvV),
        hyp.getOrDefault("degrees", degrees),
        hyp.getOrDefault("translate", translate),
        hyp.getOrDefault("scale", scale),
        hyp.getOrDefault("shear", shear),
        hyp.getOrDefault("perspective", perspective),
        hyp.getOrDefault("flipud", flipud),
        hyp.getOrDefault("fliplr", fliplr),
        hyp.getOrDefault("mosaic", mosaic),
        hyp.getOrDefault("mixup", mixup),
        hyp.getOrDefault("copy_paste", copyPaste),
        mosaicEndsAtEpoch);
  }

  /** This augmentation with mosaic switched off from {@code epoch} (from 0) on. */
  public Augmentation withoutMosaicFrom(int epoch) {
    return new Augmentation(
        hsvH,
        hsvS,
        hsvV,
        degrees,
        translate,
        scale,
        shear,
        perspective,
        flipud,
        fliplr,
        mosaic,
        mixup,
        copyPaste,
        epoch);
  }
}
