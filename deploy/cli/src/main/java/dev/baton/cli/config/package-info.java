/** Settings that a project keeps in a file, and where each setting came from. */
package dev.baton.cli.config;
