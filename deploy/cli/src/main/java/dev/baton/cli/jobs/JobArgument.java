package dev.baton.cli.jobs;

import dev.baton.common.messages.JobName;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A job's name on the command line, checked before anything is sent or read. */
public final class JobArgument implements ITypeConverter<String> {
  @Override
  public String convert(String name) {
    JobName.problem(name)
        .ifPresent(
            problem -> {
              // Which argument it is stands before it already.
              throw new TypeConversionException(problem.replaceFirst("^job name ", ""));
            });
    return name;
  }
}
