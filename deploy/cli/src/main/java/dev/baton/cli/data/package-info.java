/** Commands about data sets. */
package dev.baton.cli.data;
