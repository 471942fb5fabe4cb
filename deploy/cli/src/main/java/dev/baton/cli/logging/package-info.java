/** What Baton's processes write to their logs. */
package dev.baton.cli.logging;
