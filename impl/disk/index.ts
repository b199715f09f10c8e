export { VirtualDisk } from './virtualDisk.js';
export { FileStore } from './fileStore.js';
export { MemoryStore, type SectorStore } from './sectorStore.js';
