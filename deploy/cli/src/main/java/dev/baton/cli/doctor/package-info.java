/** {@code baton doctor}: looks at everything that a fleet rests on, and says what to mend. */
package dev.baton.cli.doctor;
