package dev.baton.cli.jobs;

import dev.baton.common.messages.Allowance;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What may differ where a training goes on. */
final class AllowOption {
  @Option(
      names = "--allow",
      paramLabel = "FIELD",
      description =
          "data: go on although the data set has changed since; its classes must be the same.",
      converter = Field.class)
  private Optional<String> field = Optional.empty();

  /** The field, if one was given. */
  Optional<String> field() {
    return field;
  }

  /** Says at once why a field cannot be allowed. */
  static final class Field implements ITypeConverter<String> {
    @Override
    public String convert(String value) {
      try {
        return Allowance.check(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
