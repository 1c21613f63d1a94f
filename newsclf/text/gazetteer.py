"""Word lists about sources: nouns for persons, bodies and documents, first names, French media. Lower-cased."""

from __future__ import annotations

from newsclf.text.wordlist import words

#: Nouns of what speaks in writing: "le rapport", "le communiqué".
DOCUMENTS = words(
    "rapport communiqué étude enquête sondage article information informations message tweet texte document "
    "déclaration chiffres décompte bilan note lettre plainte publication post billet estimation estimations "
    "données résultats source baromètre recherche recherches tribune dossier courrier mail vidéo dépêche "
    "prévision prévisions précisions annonce constatations éléments investigations analyse analyses posts classement "
    "affiche propos dires observations calculs travaux statistiques révélations témoignage récit confidences "
    "modélisation aveux déclarations projections évaluation conclusions messages tweets factures bulletin post"
)
#: Rules and bills: they say something themselves and stand for nobody.
NORMS = words(
    "amendement directive loi résolution accord accords constitution traité projet proposition règlement décret "
    "convention charte circulaire ordonnance code arrêté légende inscription slogan"
)
#: Nouns that stand for a body named elsewhere: "l'entreprise" is Airbus.
COMPANIES = words(
    "entreprise société compagnie groupe constructeur firme marque réseau chaîne journal quotidien "
    "hebdomadaire magazine mensuel site média agence association organisation ong institution syndicat parti "
    "club fédération ligue géant fondation institut collectif plateforme opérateur fabricant avionneur radio "
    "filiale enseigne équipementier union organisme alliance instance régie fournisseur coopérative"
)
#: Nouns of bodies that are often their own name: "la police", "le gouvernement".
INSTITUTIONS = words(
    "ministère gouvernement mairie ville préfecture parquet tribunal cour commission conseil comité coalition "
    "mouvement université équipe direction famille exécutif autorité police armée banque maison bureau "
    "délégation centre justice défense régime état laboratoire gendarmerie département région commune "
    "présidence opposition accusation presse service église sénat chancellerie"
)
#: Media that are heard or seen, or send to others: what no paper's noun can stand for.
BROADCASTERS = frozenset(
    [
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
        "bbc",
        "cnn",
        "afp",
        "reuters",
    ]
)
#: Media that French articles quote by name: what "le quotidien", "le magazine", "la chaîne" can stand for.
MEDIA = BROADCASTERS | frozenset(
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
    "star rappeur rappeuse internaute manifestant manifestante employée employé dirigeant suspect individu "
    "gardien nageur cycliste préfet préfète voisin voisine témoin victime client cliente élève collègue proche ami "
    "amie cousin cousine salarié salariée retraité retraitée réfugié réfugiée blessé blessée accusé accusée détenu "
    "détenue rescapé rescapée"
)
#: First names, without capitals.
FEMININE_NAMES = words(
    "agnes agnès alice alexandra amelie amélie amy anne annick annie asia aurore béatrice brigitte carole caroline "
    "catherine cecile cécile celine céline chantal charlotte chloé christelle christiane christine claire clemence "
    "clémence corinne danielle delphine diane edith elisabeth élisabeth elise élise elizabeth emma estelle eva "
    "fatou florence françoise frédérique gabrielle geneviève gisèle hannah harley helene hélène hillary inès ines "
    "ingrid isabelle jacqueline jeanne jennifer jessica jill judith julie juliette karine kate kim laetitia "
    "laurence léa lucie lucy madeleine manon marie marine marion marlène martine mary mathilde maud megan meghan "
    "michèle mimie monique muriel myriam nancy nathalie nicole océane odile pascale pauline penelope rachel rose "
    "roselyne sandrine sarah ségolène sharon solène sophie stéphanie susan susanne suzanne sylvie aline theresa "
    "valérie véronique virginie viviane yasmine zoé elsa ursula angela marlene amandine ella audrey fanny nadia "
    "angelina laura sandra barbara maria anna clara lisa julia sylvia diana rosa paula nina olivia victoria melania "
    "patricia claudia alexia erika gaëlle elodie élodie roxane agathe marguerite bernadette lydia katia tania sonia "
    "samia karima rachida najat latifa fatima aïcha khadija mélanie vanessa jade adele adèle adriana aissatou "
    "aïssatou albertine alina alison allison amanda ambre amina aminata anaïs andrée angélique angèle anita anouk "
    "antoinette ariane arlette assia astrid awa ayesha beatrice belinda bénédicte berthe beth betty binta blandine "
    "brenda camilla capucine carla carmen caren carine carolina carolyn cassandre cathy charlène cheryl chiara "
    "chloe cindy claudette claudine cléa clémentine clotilde colette coralie cristina cynthia dalila daniela daphné "
    "deborah déborah debora denise dina djamila dominica dorothée edwige eleanor élena elena eleonora éliane eliane "
    "éloïse elsie émilie emilie emily ericka estella esther eugénie eve ève evelyn évelyne evelyne fanta farida "
    "fatma fatimata fatoumata faustine federica félicité fiona flavie gemma georgette georgina géraldine ghislaine "
    "gina giorgia giulia gloria greta gwenaëlle gwendoline habiba hafsa halima hanna hawa heather heidi helena "
    "helen henriette hilary hortense houria huguette imane inna irène irene irina isabel isabella ivana jackie "
    "jacinda jane janet janine jasmine jeannine jenny joana joanna jocelyne johanna joséphine josiane judy julienne "
    "juliana justine kadiatou kamala karen karin katarina kathleen katherine katy kelly kenza khady kristalina "
    "kristen lana latifah laure laurie layla leïla leila léna lena léonie leslie liliane lilia lily linda lindsay "
    "lise liz loubna louise lola louna luce lucia lucile lucienne ludivine lyna mabel magali maïmouna maelle maëlle "
    "malika margaret margaux margot maria-josé mariam mariama marianne maribel marie-claude marielle marina "
    "marinette marisol marjorie marlyse marta marthe martina maryam maryline maryse maureen maya mélissa melissa "
    "mia michaela michela michelle mina miranda mireille miriam moira mona monica mouna myrtille nabila nadège "
    "nadine naïma naomi natacha natalia natalie natasha nawal neila nelly ngozi noémie nora noura ophélie oumou "
    "pamela paola paulette pénélope perrine petra peggy phoebe pierrette prisca ramata raïssa ramatoulaye rania "
    "raphaëlle rebecca régine rihanna rita roberta rokia romane romy rosalie rosemary rosine ruth sabine sabrina "
    "salima salimata salma salomé samira sara saran saskia selena séverine serena sheila shirley sidonie sigrid "
    "silvia simone solange solenne sonya soraya stacy stella stephanie susanna suzie svetlana sylviane tamara "
    "tatiana teresa tessa theodora thérèse thelma tiffany tina tracy ulrike valentina valentine vera véra vicky "
    "vivian wafa wendy whitney winnie yaël yael yasmina yolande yoko yvette yvonne zahia zahra zara zineb zoe zohra "
    "zuzana"
)
MASCULINE_NAMES = words(
    "alain alexandre alexis amadou andré antoine arnaud arthur barack benjamin benoît bernard boris bruno charles "
    "christian christophe claude cyril damien daniel david denis didier dominique donald edouard édouard elon "
    "emmanuel éric eric étienne fabien fabrice florian françois franck francis frank frédéric gabriel georges "
    "gérald gérard gilles guillaume guy henri hervé hugo jacques james jean jérôme joe john jordan joseph julien "
    "karl kevin laurent léo lionel louis luc marc mario martin mathieu matthieu maurice max michael michel mohamed "
    "mohammed nicolas olivier oscar pascal patrick paul philippe pierre raphaël raymond rémi richard robert roger "
    "romain samuel sébastien serge simon stéphane sylvain thibault thierry thomas tim vincent vladimir volodymyr "
    "william xavier yann yannick yves adama moussa issa moustapha nicola andrea luca joshua elia sacha mamadou "
    "sofiane bouba musa mustafa juma nicolás matías jules justin jawad issaka imad tedros uhuru jurgen jürgen "
    "antony adam alex carlos diego fernando jorge josé juan luis manuel miguel pedro rafael ricardo antonio "
    "giovanni marco matteo paolo roberto hassan ali omar ahmed abdel karim rachid mahmoud ibrahim youssef mehdi "
    "bachar xi vincenzo sergio gianni bob brian chris george henry jack ken mark matt mike nick peter phil ryan "
    "scott steve tom tony jean-luc jean-claude jean-michel jean-marie gaël joël noël loïc tristan aurélien bastien "
    "clément florent geoffroy ghislain gaëtan kylian lucas mickaël morgan quentin rodolphe théo yoann aaron abbas "
    "abdallah abdelaziz abdelkader abdellah abdou abdoulaye abdul abdullah abel abou aboubacar aboubakar achille "
    "achraf adel adolphe adrian adrien ahmad aimé akim alan alassane albert alberto aldo alejandro aleksandr "
    "alessandro alexander alexandru alexei alfonso alfred alhassane alioune alistair allan alphonse álvaro amine "
    "amir amos anatole anders andreas andrei andrej andrew andrzej andy angelo anicet anis anselme anthony anton "
    "antoni antónio aristide armand arman arnold arsène artur arturo ashraf atiku augustin augusto auguste aurelio "
    "axel ayman aziz babacar badr bakary baptiste bart bartolomé basile bashar bassirou bechir benedict bénédict "
    "benito benjamín bernardo bernie bertrand bill billy björn bongani boniface boubacar boubou brahim brett brice "
    "bruce bryan burak calvin cameron camillo carl carlo carsten casimir cédric césar cesare chad charlie charly "
    "cheikh cheick chinedu christoph christopher claus cliff colin conor constantin cornelius corentin craig "
    "cristiano cristian curtis cyprien cyriaque cyrille dani daouda dario darren david-olivier dave davide dean "
    "dennis denys derek desmond dieudonné dimitri dinh djibril dmitri dmitry dmytro domenico donatien douglas dylan "
    "eddie eddy edgar edmond eduardo edward edwin egon eli elias élie eliott elliott emanuel emerson emile émile "
    "emilio emre enrico enrique enzo ernest ernesto erwan erwann esteban eugene eugène evan ezéchiel fadi faouzi "
    "fares farid fathi fatih faustin federico felipe félicien félix felix ferdinand ferenc fethi fidel filip "
    "filippo firmin fodé foued frans franklin franz fred freddy frederic frederick fulgence fouad gareth gary "
    "gaspard gaston gavin geoffrey georg georgi gerard gerhard gianluca gilbert gino giorgio giuseppe godefroy "
    "gonzalo gordon goran graham greg gregor grégoire gregory grégory guido guilherme gunther gustav gustavo habib "
    "hadi hakan hakim hamid hamza hans harold harouna harris harrison harry hassane hassen hector helmut henk "
    "henrik heinz hichem hicham hilaire hippolyte honoré houssem howard hubert hussein hyacinthe ian ibrahima "
    "idriss idrissa ignacio igor ilan ilham ilyas imed imran irénée isaac isidore ismaël ismail issam ivan ivo jaap "
    "jacob jacky jair jake jakob jamal jamel jan jani jannik jared jarosław jason javier jean-baptiste jed jeff "
    "jeffrey jens jeremy jerome jerry jesse jesús jim jimmy joachim joaquín jochen johan johann johannes johnny jon "
    "jonas jonathan joris josef josep joseph-antoine josip jude juergen julio jurij kader kais kaïs kamel karel "
    "karol keith keiko kenneth kévin khaled khalid khalil kim-jong kofi koffi kouadio kouamé kris kristian kurt "
    "kwame kyle lamine larbi larry lars laszlo lászló laurence-albert laurens lazare leandro léonard leonard "
    "leonardo léopold leroy lewis liam lilian lindsey lloyd lorenz lorenzo loris louis-philippe luciano lucien "
    "ludovic luka lukas luke luther maher malcolm malick malik mamadi mamoudou manfred manu marcel marcello marcelo "
    "marcin marcus marek mariano marius marouane martial marvin massimo mateo mateusz matthew matthias matthijs "
    "mattia maurizio maxence maxim maxime maximilien mehmet melvin michał michele mickael miguel-ángel mikhaïl "
    "mikhail milan milos mirko mitch mitt modibo mohamad mohammad mohand moïse moncef morad moritz moses mouhamadou "
    "mouloud mounir mourad mouss moustafa muhammad muhammadu murat mustapha nabil nabih nasser nathan nathanaël ned "
    "neil nelson nestor neville niels nigel nikola nikolaï nikolai nikolaus nils norbert norman nouredine "
    "noureddine nuno octave ole oleg oleksandr oliver omer osman otto oumar ousmane ousseynou owen pablo patrice "
    "patricio patrik pauli pavel pedro-pablo peer pep percy pete petr philip phillip pier pierrick pieter piotr "
    "placide radek rafa rafic rahim raila rainer ralf ralph ramón ramon ramy randy raoul rashid raúl rayan régis "
    "reinhard rémy renaud renato rené reza riad rick ricky rob robin rodney rodolfo rodrigo roel roland romano "
    "romuald ron ronald ronaldo rory ross rowan ruben rudolf rudy rui russell saad sabri sadio saïd salah saliou "
    "salim salman salomon salvatore sam sami samir samy sander sandro saul sean seán sebastian sebastião seif selim "
    "seth seydou shane shawn shinzo sidi sigmar silvio silvère simão souleymane stan stanislas stefan stefano "
    "stéphen stephen steven stewart stuart sven sylvester sylvestre tadeusz tahar tarek tariq taoufik ted teddy "
    "térence terry thaddée thabo theo théodore thiago thibaud thiébaut thorsten tibor tidiane tiémoko timothée "
    "timothy titouan tobias todd tomas tomás tomasz tommy ulrich umar umberto uwe valentin valéry vasco vasile "
    "venance viktor victor vijay vincent-paul virgile virgil vitali vito vivien vladislav volker walid walter "
    "warren wassim wayne werner wesley wilfried wilfrid wilhelm willem willy wim wolfgang xabi yacine yacouba yahya "
    "yair yanis yannis yaya yaw yoshihide yoweri youcef youri yuri yusuf yvan yvon zacharie zack zakaria zine "
    "zinedine ziad zoran zoltan"
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
