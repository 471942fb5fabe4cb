/**
 * What Baton's processes share: their arguments, what they take from their machine, and how their
 * lives end.
 */
package dev.baton.common.process;
