# What the program is made of, as SPDX 2.3 (ISO/IEC 5962) has it: tlsmatrix.spdx.json in the build tree, installed
# beside the licence. SOURCE_DATE_EPOCH sets its date, as for any reproducible build.
set(TLSMATRIX_SBOM ${PROJECT_BINARY_DIR}/tlsmatrix.spdx.json)

# tlsmatrix_sbom_package(<id> <version> <licence>) adds a package that the program is made of.
set(TLSMATRIX_SBOM_PACKAGES "")
set(TLSMATRIX_SBOM_RELATIONSHIPS "")
function(tlsmatrix_sbom_package id version licence)
  string(APPEND TLSMATRIX_SBOM_PACKAGES ",
    {\"SPDXID\": \"SPDXRef-${id}\", \"name\": \"${id}\", \"versionInfo\": \"${version}\",
     \"downloadLocation\": \"NOASSERTION\", \"filesAnalyzed\": false,
     \"licenseConcluded\": \"${licence}\", \"licenseDeclared\": \"${licence}\", \"copyrightText\": \"NOASSERTION\"}")
  string(APPEND TLSMATRIX_SBOM_RELATIONSHIPS ",
    {\"spdxElementId\": \"SPDXRef-tlsmatrix\", \"relationshipType\": \"DEPENDS_ON\", \"relatedSpdxElement\": \"SPDXRef-${id}\"}")
  set(TLSMATRIX_SBOM_PACKAGES "${TLSMATRIX_SBOM_PACKAGES}" PARENT_SCOPE)
  set(TLSMATRIX_SBOM_RELATIONSHIPS "${TLSMATRIX_SBOM_RELATIONSHIPS}" PARENT_SCOPE)
endfunction()

# tlsmatrix_sbom_static(<library>) adds what a static libcrypto needs, by the name of its library. One that is not known here is
# an error: nothing is shipped without its licence.
function(tlsmatrix_sbom_static library)
  set(licence_of_z Zlib)
  set(licence_of_zstd BSD-3-Clause)
  set(package_of_z zlib)
  set(package_of_zstd libzstd)
  if(NOT DEFINED licence_of_${library})
    message(FATAL_ERROR "libcrypto needs ${library}, whose licence is unknown here: add it to cmake/TlsmatrixSbom.cmake.")
  endif()
  execute_process(COMMAND ${PKG_CONFIG_EXECUTABLE} --modversion ${package_of_${library}}
                  OUTPUT_VARIABLE version OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  tlsmatrix_sbom_package(${library} "${version}" ${licence_of_${library}})
  set(TLSMATRIX_SBOM_PACKAGES "${TLSMATRIX_SBOM_PACKAGES}" PARENT_SCOPE)
  set(TLSMATRIX_SBOM_RELATIONSHIPS "${TLSMATRIX_SBOM_RELATIONSHIPS}" PARENT_SCOPE)
endfunction()

tlsmatrix_sbom_package(openssl "${OPENSSL_VERSION}" Apache-2.0)
tlsmatrix_sbom_package(boost "${Boost_VERSION}" BSL-1.0)
tlsmatrix_sbom_package(fmt "${fmt_VERSION}" MIT)
tlsmatrix_sbom_package(cli11 "${CLI11_VERSION}" BSD-3-Clause)
tlsmatrix_sbom_package(tomlplusplus "${tomlplusplus_VERSION}" MIT)
if(TLSMATRIX_PORTABLE)
  tlsmatrix_sbom_package(gcc "${CMAKE_CXX_COMPILER_VERSION}" "GPL-3.0-or-later WITH GCC-exception-3.1")
  foreach(part IN LISTS TLSMATRIX_OPENSSL_NEEDS)
    tlsmatrix_sbom_static(${part})
  endforeach()
endif()

string(TIMESTAMP TLSMATRIX_SBOM_CREATED "%Y-%m-%dT%H:%M:%SZ" UTC)
string(SHA256 TLSMATRIX_SBOM_DIGEST "${PROJECT_VERSION}${TLSMATRIX_SBOM_PACKAGES}${TLSMATRIX_SBOM_CREATED}")
file(CONFIGURE OUTPUT ${TLSMATRIX_SBOM} @ONLY CONTENT [=[
{
  "spdxVersion": "SPDX-2.3",
  "dataLicense": "CC0-1.0",
  "SPDXID": "SPDXRef-DOCUMENT",
  "name": "tlsmatrix-@PROJECT_VERSION@",
  "documentNamespace": "https://tlsmatrix.invalid/spdx/@PROJECT_VERSION@/@TLSMATRIX_SBOM_DIGEST@",
  "creationInfo": {"created": "@TLSMATRIX_SBOM_CREATED@", "creators": ["Tool: tlsmatrix-cmake-@PROJECT_VERSION@"]},
  "packages": [
    {"SPDXID": "SPDXRef-tlsmatrix", "name": "tlsmatrix", "versionInfo": "@PROJECT_VERSION@",
     "downloadLocation": "NOASSERTION", "filesAnalyzed": false, "primaryPackagePurpose": "APPLICATION",
     "licenseConcluded": "MIT", "licenseDeclared": "MIT", "copyrightText": "NOASSERTION"}@TLSMATRIX_SBOM_PACKAGES@
  ],
  "relationships": [
    {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-tlsmatrix"}@TLSMATRIX_SBOM_RELATIONSHIPS@
  ]
}
]=])
