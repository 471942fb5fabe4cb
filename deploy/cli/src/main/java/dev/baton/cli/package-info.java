/**
 * The {@code baton} command: one class per subcommand, all built in {@link
 * dev.baton.cli.BatonCommand}.
 */
package dev.baton.cli;
