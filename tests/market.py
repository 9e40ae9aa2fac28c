"""One story in four languages, one paragraph per item, for tests that remove some."""

EN = (
    "The town council of Velden opened the new market hall on Monday morning.",
    "It cost 12.5 million euros and took four years to build.",
    "Farmers from Oosterwijk will sell vegetables there every Saturday.",
    "“Nobody asked us,” said Marta Klein, who lives next door.",
    "The mayor promised a car park by the end of 2026.",
    "A choir of 60 children from the Lindqvist school sang at the ceremony.",
    "The old hall of 1931 will become a library in 2027.",
)
DE = (
    "Der Gemeinderat von Velden eröffnete am Montagmorgen die neue Markthalle.",
    "Der Bau kostete 12,5 Millionen Euro und dauerte vier Jahre.",
    "Bauern aus Oosterwijk werden dort jeden Samstag Gemüse verkaufen.",
    "„Niemand hat uns gefragt“, sagte Marta Klein, die nebenan wohnt.",
    "Der Bürgermeister versprach einen Parkplatz bis Ende 2026.",
    "Ein Chor von 60 Kindern der Lindqvist-Schule sang bei der Feier.",
    "Die alte Halle von 1931 wird 2027 eine Bibliothek.",
)
NL = (
    "De gemeenteraad van Velden opende maandagochtend de nieuwe markthal.",
    "De bouw kostte 12,5 miljoen euro en duurde vier jaar.",
    "Boeren uit Oosterwijk zullen er elke zaterdag groenten verkopen.",
    "“Niemand heeft ons iets gevraagd”, zei Marta Klein, die ernaast woont.",
    "De burgemeester beloofde een parkeerplaats tegen eind 2026.",
    "Een koor van 60 kinderen van de Lindqvistschool zong bij de plechtigheid.",
    "De oude hal uit 1931 wordt in 2027 een bibliotheek.",
)
RU = (
    "В понедельник утром городской совет Вельдена открыл новый рыночный зал.",
    "Строительство обошлось в 12,5 миллиона евро и длилось четыре года.",
    "Фермеры из Остервейка будут каждую субботу продавать там овощи.",
    "«Нас никто не спросил», — сказала Марта Кляйн, которая живёт рядом.",
    "Мэр пообещал парковку к концу 2026 года.",
    "На церемонии пел хор из 60 детей школы Линдквист.",
    "Старый зал 1931 года в 2027 году станет библиотекой.",
)
