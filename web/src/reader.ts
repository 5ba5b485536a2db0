// Reads codes off pictures, beside the page: zxing-wasm, the same engine as the server's tests.

import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";

const beside = self as unknown as { onmessage: (event: MessageEvent<Asked>) => void; postMessage(texts: string[]): void };
type Asked = { wasm: string; picture?: never } | { picture: ImageData; wasm?: never };

beside.onmessage = ({ data }) => {
  if (data.wasm !== undefined) {
    const { wasm } = data;
    prepareZXingModule({ overrides: { locateFile: () => wasm } });
    return;
  }
  readBarcodes(data.picture, { formats: ["QRCode"], maxNumberOfSymbols: 1 }).then(
    (found) => beside.postMessage(found.filter((one) => one.isValid).map((one) => one.text)),
    () => beside.postMessage([]),
  );
};
