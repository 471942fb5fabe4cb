/** The demonstration: a training loses its worker and ends with the same bits. */
package dev.baton.cli.demo;
