/** How numbers and events are put into words for people, wherever these read them. */
package dev.baton.common.text;
