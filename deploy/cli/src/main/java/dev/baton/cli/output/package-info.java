/** How commands speak to people and to scripts. */
package dev.baton.cli.output;
