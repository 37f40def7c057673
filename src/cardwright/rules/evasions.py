"""Words that stand in the place of an answer, in languages other than English, one line a language."""

from __future__ import annotations

from collections.abc import Iterable

LATER = """
    待定, 待补充, 待確認, 待确认, 待填写, 待完善, 未定, 稍后补充, 暂缺
    後日記載, 追って記載, 後日, 検討中, 確認中, 作成中, 未記入, 記入してください
    미정, 추후 작성, 추후 결정, 작성 중, 확인 중, 해당 없음
    noch offen, folgt, folgt noch, wird nachgereicht, wird ergänzt, wird noch ergänzt, noch zu klären, zu klären
    keine angabe, keine angaben, siehe oben, siehe unten, nicht zutreffend, nicht anwendbar, entfällt
    à définir, a definir, à compléter, a completer, à préciser, à venir, en cours, sans objet, voir ci-dessus
    por definir, por determinar, por completar, pendiente, no aplica, no aplicable, ver arriba, sin datos
    da definire, da completare, da determinare, non applicabile, non disponibile, vedi sopra
    por preencher, a preencher, não aplicável, nao aplicavel, não se aplica, ver acima
    n.v.t., nvt, nog te bepalen, nader te bepalen, niet van toepassing, zie boven, volgt
    do uzupełnienia, do ustalenia, nie dotyczy, brak danych, jak wyżej
    не определено, будет определено, уточняется, не применимо, неприменимо, см. выше, в процессе
    รอดำเนินการ, รอข้อมูล, ยังไม่กำหนด, ไม่เกี่ยวข้อง, ดูด้านบน
    akan ditentukan, akan datang, tidak berkenaan, tidak berlaku, belum ditentukan, lihat di atas
    sẽ xác định sau, chưa xác định, không áp dụng
    غير محدد, لا ينطبق, يحدد لاحقا, قيد الإعداد
    लागू नहीं, बाद में, निर्धारित किया जाना है
"""
"""No answer in any field: to be done later, not applicable, see elsewhere."""
NOTHING_SAID = """
    无, 無, 没有, 暂无, 暫無, 不适用, 不適用, 未知, 不详, 不明, 同上, 空
    なし, 無し, 該当なし, 特になし, 未設定, 同じ
    없음, 모름, 동일
    k.a., s.o., keine, keiner, keines, nichts, unbekannt, offen, leer, dito, ja, nein
    inconnu, inconnue, néant, neant, aucun, aucune, rien, idem, oui, non
    ninguno, ninguna, nada, desconocido, desconocida, sí, si
    n.d., nessuno, nessuna, niente, sconosciuto, sconosciuta
    nenhum, nenhuma, desconhecido, sim, não
    geen, niets, onbekend, leeg, nee
    b.d., jw., brak, nieznane, nieznany, tak, nie
    нет, да, н/д, н.д., неизвестно, отсутствует, пусто
    ไม่มี, ไม่ทราบ
    tiada, tidak ada, tidak diketahui
    không, không có, không rõ
    لا يوجد, لا شيء, غير معروف
    अज्ञात, कोई नहीं, नहीं
"""
"""No answer where prose is asked for: nothing, unknown, yes, no."""


def phrases(table: str) -> Iterable[str]:
    """The phrases of a table as people may write them: small, capital, or with a capital first."""
    for phrase in (part.strip() for line in table.splitlines() for part in line.split(",")):
        yield from {phrase, phrase.upper(), phrase.capitalize()} - {""}
