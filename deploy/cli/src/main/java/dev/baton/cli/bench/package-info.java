/** Commands that measure. */
package dev.baton.cli.bench;
