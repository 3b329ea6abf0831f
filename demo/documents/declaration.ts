// The export declaration as XB's customs holds it: WCO Data Model 3.6, information package DEC, in XML.
import {
  amount,
  cartonCount,
  declarant,
  exporter,
  freightCents,
  type Goods,
  goods,
  goodsCents,
  grossGrams,
  importer,
  insuranceCents,
  invoiceCents,
  kilograms,
  netGrams,
  references,
  totalGrams,
} from './consignment.ts'

export function declarationXml(): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<md:MetaData xmlns:md="urn:wco:datamodel:WCO:DocumentMetaData-DMS:2" xmlns="urn:wco:datamodel:WCO:DEC-DMS:2" xmlns:ds="urn:wco:datamodel:WCO:Declaration_DS:DMS:2">
  <md:WCODataModelVersionCode>3.6</md:WCODataModelVersionCode>
  <md:WCOTypeName>DEC</md:WCOTypeName>
  <md:ResponsibleCountryCode>XB</md:ResponsibleCountryCode>
  <md:ResponsibleAgencyName>Customs Administration of XB</md:ResponsibleAgencyName>
  <md:AgencyAssignedCustomizationVersionCode>XB-EXP-4.1</md:AgencyAssignedCustomizationVersionCode>
  <Declaration>
    <AcceptanceDateTime>
      <ds:DateTimeString formatCode="304">${references.acceptedAt}</ds:DateTimeString>
    </AcceptanceDateTime>
    <FunctionCode>9</FunctionCode>
    <FunctionalReferenceID>HFP-26-09-11874</FunctionalReferenceID>
    <ID>${references.mrn}</ID>
    <IssueDateTime>
      <ds:DateTimeString formatCode="304">20260914082904Z</ds:DateTimeString>
    </IssueDateTime>
    <TypeCode>EXA</TypeCode>
    <GoodsItemQuantity>${goods.length}</GoodsItemQuantity>
    <InvoiceAmount currencyID="${references.currency}">${amount(invoiceCents)}</InvoiceAmount>
    <TotalGrossMassMeasure unitCode="KGM">${kilograms(totalGrams(grossGrams))}</TotalGrossMassMeasure>
    <TotalPackageQuantity>${cartonCount}</TotalPackageQuantity>
    <Agent>
      <ID>${declarant.id}</ID>
      <FunctionCode>2</FunctionCode>
    </Agent>
    <BorderTransportMeans>
      <ID>${references.ship}</ID>
      <IdentificationTypeCode>11</IdentificationTypeCode>
      <RegistrationNationalityCode>XB</RegistrationNationalityCode>
      <ModeCode>1</ModeCode>
    </BorderTransportMeans>
    <Consignment>
      <Carrier>
        <ID>XB1180046021</ID>
      </Carrier>
      <Freight>
        <PaymentMethodCode>A</PaymentMethodCode>
      </Freight>
      <Itinerary>
        <SequenceNumeric>1</SequenceNumeric>
        <RoutingCountryCode>XB</RoutingCountryCode>
      </Itinerary>
      <Itinerary>
        <SequenceNumeric>2</SequenceNumeric>
        <RoutingCountryCode>XA</RoutingCountryCode>
      </Itinerary>
    </Consignment>
    <CurrencyExchange>
      <CurrencyTypeCode>${references.currency}</CurrencyTypeCode>
      <RateNumeric>1.00000</RateNumeric>
    </CurrencyExchange>
${party('Declarant', declarant, 4)}
    <ExitOffice>
      <ID>XB000417</ID>
    </ExitOffice>
${party('Exporter', exporter, 4)}
    <GoodsShipment>
      <ExitDateTime>
        <ds:DateTimeString formatCode="304">20260915191500Z</ds:DateTimeString>
      </ExitDateTime>
      <TransactionNatureCode>11</TransactionNatureCode>
${party('Consignee', importer, 6)}
      <Consignment>
        <ContainerCode>1</ContainerCode>
        <DepartureTransportMeans>
          <ID>XB-77 HLD</ID>
          <IdentificationTypeCode>30</IdentificationTypeCode>
          <ModeCode>3</ModeCode>
        </DepartureTransportMeans>
        <GoodsLocation>
          <Name>PHNMOLE3</Name>
          <TypeCode>A</TypeCode>
          <Address>
            <TypeCode>U</TypeCode>
            <CountryCode>XB</CountryCode>
          </Address>
        </GoodsLocation>
        <TransportEquipment>
          <SequenceNumeric>1</SequenceNumeric>
          <ID>${references.container}</ID>
          <Seal>
            <SequenceNumeric>1</SequenceNumeric>
            <ID>${references.seal}</ID>
          </Seal>
        </TransportEquipment>
        <TransportContractDocument>
          <ID>${references.billOfLading}</ID>
          <TypeCode>705</TypeCode>
        </TransportContractDocument>
      </Consignment>
      <CustomsValuation>
        <FreightChargeAmount currencyID="${references.currency}">${amount(freightCents)}</FreightChargeAmount>
        <ChargeDeduction>
          <ChargesTypeCode>AK</ChargesTypeCode>
          <OtherChargeDeductionAmount currencyID="${references.currency}">${amount(insuranceCents)}</OtherChargeDeductionAmount>
        </ChargeDeduction>
      </CustomsValuation>
      <Destination>
        <CountryCode>XA</CountryCode>
      </Destination>
      <ExportCountry>
        <ID>XB</ID>
      </ExportCountry>
${goods.map(goodsItem).join('\n')}
      <Invoice>
        <ID>${references.invoice}</ID>
        <IssueDateTime>
          <ds:DateTimeString formatCode="102">${references.issuedOn.replaceAll('-', '')}</ds:DateTimeString>
        </IssueDateTime>
        <TypeCode>380</TypeCode>
      </Invoice>
      <TradeTerms>
        <ConditionCode>CIF</ConditionCode>
        <LocationName>Vellamar</LocationName>
      </TradeTerms>
      <UCR>
        <TraderAssignedReferenceID>6XB447190283-${references.invoice.slice(-4)}</TraderAssignedReferenceID>
      </UCR>
      <Warehouse>
        <ID>XB00H31</ID>
        <TypeCode>R</TypeCode>
      </Warehouse>
    </GoodsShipment>
    <PresentationOffice>
      <ID>XB000402</ID>
    </PresentationOffice>
  </Declaration>
</md:MetaData>
`
}

function goodsItem(row: Goods): string {
  const valueCents = row.pieces * row.priceCents
  const share = Math.round(((freightCents + insuranceCents) * valueCents) / goodsCents)
  return `      <GovernmentAgencyGoodsItem>
        <CustomsValueAmount currencyID="${references.currency}">${amount(valueCents + share)}</CustomsValueAmount>
        <SequenceNumeric>${row.line}</SequenceNumeric>
        <StatisticalValueAmount currencyID="${references.currency}">${amount(valueCents)}</StatisticalValueAmount>
        <AdditionalDocument>
          <CategoryCode>N</CategoryCode>
          <ID>${references.invoice}</ID>
          <TypeCode>380</TypeCode>
        </AdditionalDocument>
        <AdditionalDocument>
          <CategoryCode>N</CategoryCode>
          <ID>${references.packingList}</ID>
          <TypeCode>271</TypeCode>
        </AdditionalDocument>
        <Commodity>
          <Description>${row.description}</Description>
          <Classification>
            <ID>${row.commodity.classification}</ID>
            <IdentificationTypeCode>TSP</IdentificationTypeCode>
          </Classification>
          <Classification>
            <ID>${row.commodity.national}</ID>
            <IdentificationTypeCode>TRC</IdentificationTypeCode>
          </Classification>
          <GoodsMeasure>
            <GrossMassMeasure unitCode="KGM">${kilograms(grossGrams(row))}</GrossMassMeasure>
            <NetNetWeightMeasure unitCode="KGM">${kilograms(netGrams(row))}</NetNetWeightMeasure>
            <TariffQuantity unitCode="NAR">${row.pieces}</TariffQuantity>
          </GoodsMeasure>
          <InvoiceLine>
            <ItemChargeAmount currencyID="${references.currency}">${amount(valueCents)}</ItemChargeAmount>
          </InvoiceLine>
        </Commodity>
        <GovernmentProcedure>
          <CurrentCode>10</CurrentCode>
          <PreviousCode>40</PreviousCode>
        </GovernmentProcedure>
        <Origin>
          <CountryCode>XB</CountryCode>
          <TypeCode>1</TypeCode>
        </Origin>
        <Packaging>
          <SequenceNumeric>1</SequenceNumeric>
          <MarksNumbersID>${references.packingList} ${row.cartons.first}-${row.cartons.first + row.cartons.count - 1}</MarksNumbersID>
          <QuantityQuantity>${row.cartons.count}</QuantityQuantity>
          <TypeCode>CT</TypeCode>
        </Packaging>
      </GovernmentAgencyGoodsItem>`
}

interface Party {
  readonly id: string
  readonly name: string
  readonly line: string
  readonly city: string
  readonly postcode: string
  readonly country: string
}

function party(element: string, { id, name, line, city, postcode, country }: Party, indent: number): string {
  return `<${element}>
  <Name>${name.replace('&', '&amp;')}</Name>
  <ID>${id}</ID>
  <Address>
    <CityName>${city}</CityName>
    <CountryCode>${country}</CountryCode>
    <Line>${line}</Line>
    <PostcodeID>${postcode}</PostcodeID>
  </Address>
</${element}>`.replace(/^/gm, ' '.repeat(indent))
}
