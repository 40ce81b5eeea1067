/** The mails of the vendor's service, in the language of the recorder. No subject has a code. Source: the reset guide for the sender's name and the 24 hours. */
import type { Language } from '../ui/screen/model.ts';

export interface MailText {
  readonly subject: string;
  readonly text: string;
}

/** The name that stands as the sender. Source: the reset guide. */
export const SENDER_NAME = 'Password Reset';

const utc = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

export function codeMail(language: Language, { code, untilMs, lifetime }: { code: string; untilMs: number; lifetime: string }): MailText {
  if (language === 'es')
    return {
      subject: 'Su código de seguridad',
      text: [
        'Se ha pedido restablecer la contraseña de su grabador.',
        '',
        `Código de seguridad: ${code}`,
        '',
        `Vale durante ${lifetime}, hasta ${utc(untilMs)}, y una sola vez. Un código nuevo sustituye a los anteriores.`,
        'Si no lo ha pedido usted, no haga nada y no dé el código a nadie.',
      ].join('\n'),
    };
  return {
    subject: 'Your security code',
    text: [
      'A password reset was asked for on your recorder.',
      '',
      `Security code: ${code}`,
      '',
      `It is valid for ${lifetime}, until ${utc(untilMs)}, and once. A newer code replaces this one.`,
      'If it was not you who asked, do nothing, and give the code to nobody.',
    ].join('\n'),
  };
}

export function passwordChangedMail(language: Language, by: 'recovery' | 'owner'): MailText {
  if (language === 'es')
    return {
      subject: 'La contraseña ha cambiado',
      text: [
        by === 'recovery' ? 'La contraseña de su grabador se ha restablecido.' : 'La contraseña de su grabador se ha cambiado.',
        'Si no fue usted, desconecte el grabador de la red y restaure los valores de fábrica.',
      ].join('\n'),
    };
  return {
    subject: 'The password was changed',
    text: [
      by === 'recovery' ? 'The password of your recorder was reset.' : 'The password of your recorder was changed.',
      'If it was not you, take the recorder off the network and restore its factory defaults.',
    ].join('\n'),
  };
}

/** The security code in the text of a mail, as it stands there; `undefined` where there is none. */
export const codeIn = (text: string): string | undefined => /\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec(text)?.[0];
