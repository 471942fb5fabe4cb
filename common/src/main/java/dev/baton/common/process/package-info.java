/** What Baton's processes share: their arguments, and how their lives end. */
package dev.baton.common.process;
