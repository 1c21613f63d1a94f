"""Word lists about sources: nouns for persons, bodies and documents, first names, French media. Lower-cased."""

from __future__ import annotations

from newsclf.text.wordlist import words

#: Nouns of what speaks in writing: "le rapport", "le communiqué".
DOCUMENTS = words(
    "rapport communiqué étude enquête sondage article information informations message tweet texte document "
    "déclaration chiffres décompte bilan note lettre plainte publication post billet estimation estimations "
    "données résultats source baromètre recherche recherches tribune dossier courrier mail vidéo dépêche"
)
#: Nouns that stand for a body named elsewhere: "l'entreprise" is Airbus.
COMPANIES = words(
    "entreprise société compagnie groupe constructeur firme marque réseau chaîne journal quotidien "
    "hebdomadaire magazine mensuel site média agence association organisation ong institution syndicat parti "
    "club fédération ligue géant fondation institut collectif plateforme opérateur fabricant avionneur radio "
    "filiale enseigne équipementier union"
)
#: Nouns of bodies that are often their own name: "la police", "le gouvernement".
INSTITUTIONS = words(
    "ministère gouvernement mairie ville préfecture parquet tribunal cour commission conseil comité coalition "
    "mouvement université équipe direction famille exécutif autorité police armée banque maison bureau "
    "délégation centre justice défense régime état laboratoire gendarmerie département région commune "
    "présidence opposition accusation presse loi"
)
#: Media that French articles quote by name: what "le quotidien", "le magazine", "la chaîne" can stand for.
MEDIA = frozenset(
    [
        "le parisien",
        "le monde",
        "le figaro",
        "libération",
        "les échos",
        "la croix",
        "l'humanité",
        "l'équipe",
        "l'express",
        "l'obs",
        "le point",
        "marianne",
        "paris match",
        "gala",
        "closer",
        "voici",
        "télé star",
        "télé-loisirs",
        "le jdd",
        "le journal du dimanche",
        "mediapart",
        "le canard enchaîné",
        "charlie hebdo",
        "ouest-france",
        "sud ouest",
        "la dépêche",
        "la voix du nord",
        "la provence",
        "nice-matin",
        "var-matin",
        "midi libre",
        "l'alsace",
        "l'union",
        "le progrès",
        "le télégramme",
        "20 minutes",
        "bfmtv",
        "rtl",
        "europe 1",
        "france info",
        "franceinfo",
        "france inter",
        "france bleu",
        "rmc",
        "lci",
        "cnews",
        "tf1",
        "france 2",
        "france 3",
        "m6",
        "arte",
        "afp",
        "reuters",
        "bbc",
        "cnn",
        "the guardian",
        "the times",
        "the sun",
        "daily mail",
        "new york times",
        "washington post",
        "wall street journal",
        "bild",
        "der spiegel",
        "el país",
        "la stampa",
        "corriere della sera",
        "the new york times",
        "vanity fair",
        "le soir",
        "le temps",
        "jeune afrique",
    ]
)
#: Nouns of persons that their ending does not show.
HUMANS = words(
    "porte-parole président présidente ministre roi reine homme femme maire avocat avocate édile coach patron patronne "
    "député députée agent artiste candidat candidate athlète interprète légende célébrité capitaine prince "
    "princesse pape père juge procureure élu élue sportif sportive prix responsable spécialiste médecin "
    "expert experte pilote présumé policier jeune magistrat magistrate écrivain écrivaine pdg secrétaire "
    "dirigeant suspect individu gardien nageur cycliste préfet préfète"
)
#: First names, without capitals.
FEMININE_NAMES = words(
    "agnes agnès alice alexandra amelie amélie amy anne annick annie asia aurore béatrice brigitte carole "
    "caroline catherine cecile cécile celine céline chantal charlotte chloé christelle christiane christine "
    "claire clemence clémence corinne danielle delphine diane edith elisabeth élisabeth elise élise elizabeth "
    "emma estelle eva fatou florence françoise frédérique gabrielle geneviève gisèle hannah harley helene "
    "hélène hillary inès ines ingrid isabelle jacqueline jeanne jennifer jessica jill judith julie juliette "
    "karine kate kim laetitia laurence léa lucie lucy madeleine manon marie marine marion marlène martine "
    "mary mathilde maud megan meghan michèle mimie monique muriel myriam nancy nathalie nicole océane odile "
    "pascale pauline penelope rachel rose roselyne sandrine sarah ségolène sharon solène sophie stéphanie "
    "susan susanne suzanne sylvie aline theresa valérie véronique virginie viviane yasmine zoé elsa ursula "
    "angela marlene amandine ella audrey fanny nadia angelina laura sandra barbara maria anna clara lisa "
    "julia sylvia diana rosa paula nina olivia victoria melania patricia claudia alexia erika gaëlle elodie "
    "élodie roxane agathe marguerite bernadette lydia katia tania sonia samia karima rachida najat latifa "
    "fatima aïcha khadija mélanie vanessa jade"
)
MASCULINE_NAMES = words(
    "alain alexandre alexis amadou andré antoine arnaud arthur barack benjamin benoît bernard boris bruno "
    "charles christian christophe claude cyril damien daniel david denis didier dominique donald edouard "
    "édouard elon emmanuel éric eric étienne fabien fabrice florian françois franck francis frank frédéric "
    "gabriel georges gérald gérard gilles guillaume guy henri hervé hugo jacques james jean jérôme joe john "
    "jordan joseph julien karl kevin laurent léo lionel louis luc marc mario martin mathieu matthieu maurice "
    "max michael michel mohamed mohammed nicolas olivier oscar pascal patrick paul philippe pierre raphaël "
    "raymond rémi richard robert roger romain samuel sébastien serge simon stéphane sylvain thibault thierry "
    "thomas tim vincent vladimir volodymyr william xavier yann yannick yves adama moussa issa moustapha "
    "nicola andrea luca joshua elia sacha mamadou sofiane bouba musa mustafa juma nicolás matías jules justin "
    "jawad issaka imad tedros uhuru jurgen jürgen antony adam alex carlos diego fernando jorge josé juan luis "
    "manuel miguel pedro rafael ricardo antonio giovanni marco matteo paolo roberto hassan ali omar ahmed "
    "abdel karim rachid mahmoud ibrahim youssef mehdi bachar xi vincenzo sergio gianni bob brian chris george "
    "henry jack ken mark matt mike nick peter phil ryan scott steve tom tony jean-luc jean-claude jean-michel "
    "jean-marie gaël joël noël loïc tristan aurélien bastien clément florent geoffroy ghislain gaëtan kylian "
    "lucas mickaël morgan quentin rodolphe théo yoann"
)
#: Words that no person's name holds, though capitalised.
NOT_IN_NAMES = words(
    "grand prix palace crystal mind finlandais américain français espagnol envoyé express spécial lancet "
    "child airways corporation san bye tour festival royal coupe league cup premier première united city real madrid "
    "nations unies news sport afrique africa "
    "world health maison blanche république états-unis royaume-uni amnesty international airlines france "
    "monde europe africaine national club fc twitter facebook instagram bbc times post institute university "
    "college sud nord ouest est saint tv radio télé the guerre ukraine russie congo rd usa chine prince "
    "princesse saint-denis type angleterre allemagne italie espagne maroc algérie tunisie kenya nigeria ghana "
    "sénégal cameroun mali tchad niger bénin togo gabon inde japon iran israël syrie arabie saoudite nouvelle "
    "zélande burkina faso sierra leone guinée new york los angeles hong kong organization"
)
