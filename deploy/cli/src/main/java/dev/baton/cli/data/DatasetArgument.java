package dev.baton.cli.data;

import dev.baton.common.dataset.DatasetReference;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A pushed data set on the command line: a name or a digest, with or without {@code baton://}. */
public final class DatasetArgument implements ITypeConverter<DatasetReference> {
  @Override
  public DatasetReference convert(String text) {
    try {
      return DatasetReference.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
