/** Curves of trainings: what to draw, from which parts of a fleet, as a picture or as JSON. */
package dev.baton.cli.curves;
