/** Validates weights in this process. */
package dev.baton.cli.val;
