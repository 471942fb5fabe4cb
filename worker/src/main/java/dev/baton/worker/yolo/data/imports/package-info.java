/** Makes YOLO-format data sets out of those in other formats. */
package dev.baton.worker.yolo.data.imports;
