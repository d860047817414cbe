"""A leaflet in two editions, and the first one in Spanish: what `sync` must carry over, and not.

From the first edition to the second: a misspelling is corrected, 5 mg becomes 2.5 mg, “Avoid”
becomes “Do not avoid”, 4.5 becomes 5.0, an address changes, a section moves, one goes, one comes.
"""

# ruff: noqa: E501

from handouts.catalogs import Catalog, Entry
from handouts.messages import Message, extract
from tests.rendering import parsed

FRONT = """\
---
summary: About warfarin.
version: "1"
reviewed: 2026-11-22
review_by: 2028-11-22
sources: [one]
---
"""

FIRST = """
# Taking warfarin safely

Warfarin is a **blood thinner**. It helps to stop clots from forming in your blood. You need regular blood tests while you take it.

## How to take your tablets

Take one 5 mg tablet by mouth **at the same time** every evening. Swallow it whole with a glass of water. Do **not** take two doses on the same day.

1. Check the color and the strength on the box.
2. Take the tablet with water.
3. Write the dose in your yellow book.

**Warning:** Call 911 or go to the emergency department if you hit your head, even if you feel well.

## If you miss a dose

If you remember before midnight, take the missed dose. If it is after midnight, skip it and take your normal dose the next day. Never take more than 10 mg in one day unless {clinic.name} tells you to.

## Food and drink

You can eat a normal diet. Foods high in vitamin K, such as spinach and kale, can make warfarin work less well, so recieve advice before you make big changes.

- Do not drink more than 2 units of alcohol a day.
- Avoid cranberry juice.
- Tell your pharmacist about *any* herbal remedy.

## Your tests

| INR result | What it means | What to do |
|------------|---------------|------------|
| Below 2.0 | Blood clots too easily | Call the clinic |
| 2.0 to 3.0 | On target | Carry on |
| Above 4.5 | Blood is too thin | Call the clinic **today** |

## When to call us

Call the clinic on {clinic.phone} if you have nosebleeds that last longer than 10 minutes, black stools, or bruises without a cause. Read more at [Blood thinner pills](https://www.ahrq.gov/patients/btpills.html) from AHRQ.

- Call the clinic

## About this leaflet

This leaflet does not replace the advice of your care team. Last reviewed: March 2026.
"""

SECOND = """
# Taking warfarin safely

Warfarin is a **blood thinner**. It helps to stop clots from forming in your blood. You need regular blood tests while you take it.

## How to take your tablets

Take one 2.5 mg tablet by mouth **at the same time** every evening. Swallow it whole with a glass of water. Do **not** take two doses on the same day.

1. Check the color and the strength on the box.
2. Take the tablet with water.
3. Write the dose in your yellow book.

**Warning:** Call 911 or go to the emergency department if you hit your head, even if you feel well.

## Food and drink

You can eat a normal diet. Foods high in vitamin K, such as spinach and kale, can make warfarin work less well, so receive advice before you make big changes.

- Do not drink more than 2 units of alcohol a day.
- Do not avoid cranberry juice.
- Tell your pharmacist about *any* herbal remedy.

## Your tests

| INR result | What it means | What to do |
|------------|---------------|------------|
| Below 2.0 | Blood clots too easily | Call the clinic |
| 2.0 to 3.0 | On target | Carry on |
| Above 5.0 | Blood is too thin | Call the clinic **today** |

## If you miss a dose

If you remember before midnight, take the missed dose. If it is after midnight, skip it and take your normal dose the next day. Never take more than 10 mg in one day unless {clinic.name} tells you to.

## When to call us

Call the clinic on {clinic.phone} if you have nosebleeds that last longer than 10 minutes, black stools, or bruises without a cause. Read more at [Blood thinner pills](https://www.ahrq.gov/patients-consumers/btpills.html) from AHRQ.

- Call the clinic

## Before an operation

Tell your dentist or surgeon that you take warfarin. You may need to stop it 5 days before surgery.
"""

SPANISH = {
    "About warfarin.": "Sobre la warfarina.",
    "Taking warfarin safely": "Cómo tomar la warfarina de forma segura",
    "Warfarin is a **blood thinner**. It helps to stop clots from forming in your blood. You need regular blood tests while you take it.": "La warfarina es un **anticoagulante**. Ayuda a evitar que se formen coágulos en la sangre. Necesita análisis de sangre periódicos mientras la toma.",
    "How to take your tablets": "Cómo tomar las tabletas",
    "Take one 5 mg tablet by mouth **at the same time** every evening. Swallow it whole with a glass of water. Do **not** take two doses on the same day.": "Tome una tableta de 5 mg por la boca **a la misma hora** cada noche. Tráguela entera con un vaso de agua. **No** tome dos dosis el mismo día.",
    "Check the color and the strength on the box.": "Revise el color y la concentración en la caja.",
    "Take the tablet with water.": "Tome la tableta con agua.",
    "Write the dose in your yellow book.": "Anote la dosis en su libreta amarilla.",
    "**Warning:** Call 911 or go to the emergency department if you hit your head, even if you feel well.": "**Advertencia:** Llame al 911 o vaya a la sala de emergencias si se golpea la cabeza, aunque se sienta bien.",
    "If you miss a dose": "Si olvida una dosis",
    "If you remember before midnight, take the missed dose. If it is after midnight, skip it and take your normal dose the next day. Never take more than 10 mg in one day unless {clinic.name} tells you to.": "Si se acuerda antes de la medianoche, tome la dosis olvidada. Si es después de la medianoche, sáltela y tome su dosis normal al día siguiente. Nunca tome más de 10 mg en un día a menos que {clinic.name} se lo indique.",
    "Food and drink": "Comida y bebida",
    "You can eat a normal diet. Foods high in vitamin K, such as spinach and kale, can make warfarin work less well, so recieve advice before you make big changes.": "Puede llevar una dieta normal. Los alimentos ricos en vitamina K, como la espinaca y la col rizada, pueden hacer que la warfarina funcione menos, así que pida consejo antes de hacer grandes cambios.",
    "Do not drink more than 2 units of alcohol a day.": "No beba más de 2 unidades de alcohol al día.",
    "Avoid cranberry juice.": "Evite el jugo de arándano rojo.",
    "Tell your pharmacist about *any* herbal remedy.": "Informe a su farmacéutico sobre *cualquier* remedio a base de hierbas.",
    "Your tests": "Sus análisis",
    "INR result": "Resultado del INR",
    "What it means": "Qué significa",
    "What to do": "Qué hacer",
    "Below 2.0": "Menos de 2.0",
    "Blood clots too easily": "La sangre se coagula con demasiada facilidad",
    "Call the clinic": "Llame a la clínica",
    "2.0 to 3.0": "De 2.0 a 3.0",
    "On target": "En el objetivo",
    "Carry on": "Siga igual",
    "Above 4.5": "Más de 4.5",
    "Blood is too thin": "La sangre está demasiado diluida",
    "Call the clinic **today**": "Llame a la clínica **hoy**",
    "When to call us": "Cuándo llamarnos",
    "Call the clinic on {clinic.phone} if you have nosebleeds that last longer than 10 minutes, black stools, or bruises without a cause. Read more at [Blood thinner pills][1] from AHRQ.": "Llame a la clínica al {clinic.phone} si tiene hemorragias nasales de más de 10 minutos, heces negras o moretones sin causa. Lea más en [Pastillas anticoagulantes][1] de AHRQ.",
    "About this leaflet": "Acerca de este folleto",
    "This leaflet does not replace the advice of your care team. Last reviewed: March 2026.": "Este folleto no sustituye los consejos de su equipo de atención. Última revisión: marzo de 2026.",
}


def messages(body: str) -> tuple[Message, ...]:
    """The messages of an article with this text."""
    return extract(parsed(FRONT + body))


def spanish(wanted: tuple[Message, ...]) -> Catalog:
    """A catalog in Spanish of these messages, as a translator left it."""
    entries = tuple(
        Entry(context=m.context, text=m.text, translation=SPANISH.get(m.text, "")) for m in wanted
    )
    return Catalog(path="es.po", tag="es", headers={"Language": "es"}, entries=entries)
