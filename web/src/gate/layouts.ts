// The layouts of others: CCCD, BHYT, the national personal code (kernel/qr/cccd.py, bhyt.py, national.py).

import { type Bytes, fromBase64Url, fromHex } from "./bytes";
import { HEAD_BYTES, type Head, NATIONAL, SIGNATURE_BYTES, headOf } from "./head";
import { type Fields, type Reading, Unfit, type Why, because, dayOf } from "./reading";

// Provinces of birth registration, circular 07/2016/TT-BCA: the 63 of that year.
const PROVINCES = new Set(
  ("001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042 044 045 046 " +
    "048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087 089 091 092 093 094 095 096").split(" "),
);
export const INSURANCE_NUMBER = /^(?:[A-Z]{2}[1-5][0-9]{12}|[0-9]{10})$/;
export const NAME = /^[A-Z][A-Z'.-]*(?: [A-Z'.-]+)*$/;

function day(text: string, layout: RegExp, order: "ymd" | "dmy", where: string): string {
  const found = layout.exec(text);
  if (!found) throw new Unfit("not_a_date", where);
  const [, a = "", b = "", c = ""] = found;
  return order === "ymd" ? dayOf(a, b, c, where) : dayOf(c, b, a, where);
}
const isoDay = (text: string, where: string): string => day(text, /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/, "ymd", where);
const compactDay = (text: string, where: string): string => day(text, /^([0-9]{2})([0-9]{2})([0-9]{4})$/, "dmy", where);
const slashedDay = (text: string, where: string): string =>
  /^[0-9]{4}$/.test(text) ? text : day(text, /^([0-9]{2})\/([0-9]{2})\/([0-9]{4})$/, "dmy", where);

function parts(number: string): { province: string; sex: string; century: number; birth_year: number } {
  if (!/^[0-9]{12}$/.test(number)) throw new Unfit("not_twelve_digits", "number");
  const digit = Number(number[3]);
  const century = Math.floor(digit / 2);
  return {
    province: number.slice(0, 3),
    sex: digit % 2 === 1 ? "F" : "M",
    century: 20 + century,
    birth_year: 1900 + 100 * century + Number(number.slice(4, 6)),
  };
}

export function citizenNumber(text: string): Reading {
  const told = parts(text);
  if (!PROVINCES.has(told.province)) throw new Unfit("place_unknown", "number");
  return { kind: "vn-cccd-number", valid: true, fields: { number: text, ...told }, why: [] };
}

export function citizenCard(values: string[]): Reading {
  const [number = "", old = "", name = "", birth = "", sex = "", home = "", issued = "", ends = ""] = values;
  const told = parts(number);
  if (!/^(?:[0-9]{9}|[0-9]{12}|)$/.test(old)) throw new Unfit("not_nine_digits", "cmnd");
  if (name.trim() === "") throw new Unfit("empty", "ho_ten");
  if (sex !== "Nam" && sex !== "Nữ") throw new Unfit("not_a_sex", "gioi_tinh");
  const born = compactDay(birth, "ngay_sinh");
  const fields: Fields = { cccd: number, cmnd: old || null, ho_ten: name, ngay_sinh: born, gioi_tinh: sex, dia_chi: home };
  fields["ngay_cap"] = compactDay(issued, "ngay_cap");
  if (ends) fields["ngay_het_han"] = compactDay(ends, "ngay_het_han");
  const why: Why[] = [];
  if (told.birth_year !== Number(born.slice(0, 4))) why.push({ code: "number_disagrees", where: "ngay_sinh" });
  if (told.sex !== (sex === "Nam" ? "M" : "F")) why.push({ code: "number_disagrees", where: "gioi_tinh" });
  const reading: Reading = { kind: "vn-cccd", valid: true, fields, why };
  return PROVINCES.has(told.province) ? reading : because(reading, null, "place_unknown", "cccd");
}

export function insuranceCard(values: string[]): Reading {
  const why: Why[] = [];
  const at = (index: number): string => values[index] ?? "";
  const orNull = (read: () => string | null): string | null => {
    try {
      return read();
    } catch (wrong) {
      if (!(wrong instanceof Unfit)) throw wrong;
      why.push({ code: wrong.code, where: wrong.where });
      return null;
    }
  };
  const date = (text: string, where: string): string | null => orNull(() => (text === "" || text === "-" ? null : slashedDay(text, where)));
  const fields: Fields = {
    so_the: at(0),
    so_bhxh: at(0).slice(-10),
    ho_ten: orNull(() => hexText(at(1), "ho_ten")),
    ngay_sinh: date(at(2), "ngay_sinh"),
    gioi_tinh: { "1": "Nam", "2": "Nữ" }[at(3)] ?? null,
    dia_chi: orNull(() => hexText(at(4), "dia_chi")),
    noi_dang_ky: at(5) || null,
    tu_ngay: date(at(6), "tu_ngay"),
    den_ngay: date(at(7), "den_ngay"),
    con_lai: values.slice(8),
  };
  return { kind: "vn-bhyt", valid: true, fields, why };
}

function hexText(text: string, where: string): string | null {
  if (!/^(?:[ \t-\r]*[0-9a-fA-F]{2})*[ \t-\r]*$/.test(text)) throw new Unfit("unreadable", where);
  try {
    const bytes = fromHex(text.replace(/[ \t-\r]/g, ""));
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) || null;
  } catch {
    throw new Unfit("unreadable", where);
  }
}

function must(rule: RegExp, text: string, where: string): void {
  if (!rule.test(text)) throw new Unfit("not_in_form", where);
}

export function national(values: string[]): Reading {
  const [paper = "", name = "", birth = "", form = "", qid = "", rest = ""] = values;
  const ext = rest ? rest.split("<") : [];
  must(/^(?:\*{6}[0-9A-Z]{0,9}|[0-9A-Z]{6,15})$/, paper, "so_giay_to");
  must(NAME, name, "ho_ten");
  const born = /^[0-9]{4}-\*\*-\*\*$/.test(birth) ? birth : isoDay(birth, "ngay_sinh");
  if (form !== "0" && form !== "1") throw new Unfit("not_a_form", "loai_dinh_danh");
  must(/^[0-9]{1,20}$/, qid, "qid");
  const [guardian = "", sex = "", insurance = "", phone = ""] = ext;
  if (guardian) must(/^[0-9]{1,20}$/, guardian, "ext[0]");
  if (!/^[012]?$/.test(sex)) throw new Unfit("not_a_sex", "ext[1]");
  must(/^[0-9A-Z*]{0,15}$/, insurance, "ext[2]");
  must(/^\+?[0-9*]{0,15}$/, phone, "ext[3]");
  const fields: Fields = { so_giay_to: paper, ho_ten: name, ngay_sinh: born, loai_dinh_danh: form, qid, ext };
  const why = form === "1" && !guardian ? [{ code: "guardian_missing", where: "ext" }] : [];
  return { kind: "vn-personal-qr", valid: true, fields, why };
}

const SIGNATURE_AT = 4; // its place in EXT

/** Head and signature where EXT ends with a signature of ours. Throws Unfit as the head does. */
export function ourSignature(ext: string[]): { head: Head; signature: Bytes } | null {
  const payload = ext.length === SIGNATURE_AT + 1 ? fromBase64Url(ext[SIGNATURE_AT] ?? "") : null;
  if (payload?.length !== HEAD_BYTES + SIGNATURE_BYTES) return null;
  const head = headOf(payload);
  return head.form === NATIONAL ? { head, signature: payload.slice(HEAD_BYTES) } : null;
}

/** Whether a damaged signature of ours may stand in EXT. */
export function isSuspect(ext: string[]): boolean {
  const length = ext.slice(SIGNATURE_AT).reduce((sum, part) => sum + [...part].length, 0);
  return length >= 100 && length < 140;
}
